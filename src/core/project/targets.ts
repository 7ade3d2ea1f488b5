import { say } from '../language.ts';
/**
 * Who says for which platforms a Dockerfile is built.
 *
 * - `comment`: `# multiarch: platforms=…` in the file itself
 * - `project-file`: `.multiarch.yaml`; `bake`, `compose`: a target or service that builds the file
 * - `family`: the file's name, where it is one of several for an architecture each (families.ts)
 * - `setting`: `multiarch.platforms`; `option`: `--platform` on the command line
 */
export type TargetSource =
  | { readonly kind: 'comment' }
  | { readonly kind: 'project-file'; readonly file: string }
  | { readonly kind: 'bake' | 'compose'; readonly file: string; readonly names: readonly string[] }
  | { readonly kind: 'family'; readonly others: readonly string[] }
  | { readonly kind: 'setting' }
  | { readonly kind: 'option' };

/** What a Dockerfile is built for and with, and who says so. */
export interface DeclaredTargets {
  /** As written there; not empty. */
  readonly platforms: readonly string[];
  readonly source: TargetSource;
}

/** How a build of a Dockerfile is described apart from its platforms. */
export interface DeclaredBuild {
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Build arguments that are given, but with which value is not known: why, in words, by name. */
  readonly unknownArgs?: Readonly<Record<string, string>>;
  /** Name of the stage to build. */
  readonly target?: string;
  /** Named build contexts: what each name stands for. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Whether the result is written as plain files, in a folder or an archive, or not at all: no image is labelled. */
  readonly exportsFiles?: boolean;
}

/** The first that says something. */
export function chooseTargets(
  candidates: readonly (DeclaredTargets | undefined)[],
  otherwise: DeclaredTargets,
): DeclaredTargets {
  return (
    candidates.find((candidate) => candidate !== undefined && candidate.platforms.length > 0) ??
    otherwise
  );
}

/** Where targets come from, in a few words for people. */
export function describeSource(source: TargetSource): string {
  switch (source.kind) {
    case 'comment':
      return say('the comment in the file');
    case 'project-file':
      return source.file;
    case 'bake':
      return say('{0} in {1}', source.names.join(', '), source.file);
    case 'compose':
      return say('service {0} in {1}', source.names.join(', '), source.file);
    case 'family':
      return say('the name of the file, in a family with {0}', source.others.join(', '));
    case 'setting':
      return say('the setting multiarch.platforms');
    case 'option':
      return '--platform';
  }
}
