import type { Range } from './text.ts';

/** What a run of ours says in a log of the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS). */
export interface SarifRun<D extends { readonly id: string }, R, N> {
  /** What was run, e.g. `multiarch audit`. */
  readonly tool: string;
  readonly version: string;
  /** Descriptors of the rules, in the order of their indexes. */
  readonly rules: readonly D[];
  readonly results: readonly R[];
  /** Whether all that was to be looked at could be. */
  readonly executionSuccessful: boolean;
  /** What could not be looked at, or is not known: no result. */
  readonly notifications: readonly N[];
  /** Folder to which addresses of files are relative, as an address that ends with `/`. */
  readonly root?: string;
}

/** A log with one run. */
export function sarifFrame<D extends { readonly id: string }, R, N>(run: SarifRun<D, R, N>) {
  return {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: run.tool,
            semanticVersion: run.version,
            informationUri: 'https://github.com/multiarch-dev/multiarch',
            rules: run.rules,
          },
        },
        columnKind: 'utf16CodeUnits',
        ...(run.root !== undefined && { originalUriBaseIds: { SRCROOT: { uri: run.root } } }),
        invocations: [
          {
            executionSuccessful: run.executionSuccessful,
            toolExecutionNotifications: run.notifications,
          },
        ],
        results: run.results,
      },
    ],
  };
}

/** A place in a file, or the whole file. */
export function sarifPlace<A>(artifactLocation: A, range: Range | undefined) {
  return { physicalLocation: { artifactLocation, ...(range && { region: sarifRegion(range) }) } };
}

/** SARIF counts lines and columns from 1. */
export function sarifRegion({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
