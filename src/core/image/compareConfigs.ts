import type { PlatformDetails } from './inspection.ts';

/** What two platforms can differ in. `environment`, `labels` and `annotations` differ name by name. */
export type ComparedField =
  | 'created'
  | 'author'
  | 'base'
  | 'entrypoint'
  | 'command'
  | 'user'
  | 'workingDirectory'
  | 'environment'
  | 'labels'
  | 'annotations'
  | 'exposedPorts'
  | 'volumes'
  | 'stopSignal'
  | 'healthcheck'
  | 'shell'
  | 'onBuild'
  | 'layers'
  | 'downloadSize';

/** One difference of two configs. A side that does not have the thing at all is absent. */
export interface ConfigDifference {
  readonly field: ComparedField;
  /** Of the variable, the label or the annotation; '' for other fields. */
  readonly name: string;
  /** Sizes and numbers of layers as they are; `downloadSize` in bytes. */
  readonly left?: ComparedValue;
  readonly right?: ComparedValue;
}

type ComparedValue = string | number | readonly string[];
type Texts = Readonly<Record<string, string>>;

/** In which two platforms of an image (or of two images) differ, field by field, in a fixed order. */
export function compareConfigs(
  left: PlatformDetails,
  right: PlatformDetails,
): readonly ConfigDifference[] {
  const [a, b] = [left.config, right.config];
  return [
    ...differ('base', baseOf(left), baseOf(right)),
    ...differ('entrypoint', listOf(a.entrypoint), listOf(b.entrypoint)),
    ...differ('command', listOf(a.command), listOf(b.command)),
    ...differ('user', textOf(a.user), textOf(b.user)),
    ...differ('workingDirectory', textOf(a.workingDirectory), textOf(b.workingDirectory)),
    ...differByName('environment', a.environment, b.environment),
    ...differ('exposedPorts', listOf(a.exposedPorts), listOf(b.exposedPorts)),
    ...differ('volumes', listOf(a.volumes), listOf(b.volumes)),
    ...differ('stopSignal', textOf(a.stopSignal), textOf(b.stopSignal)),
    ...differ('healthcheck', listOf(a.healthcheck), listOf(b.healthcheck)),
    ...differ('shell', listOf(a.shell), listOf(b.shell)),
    ...differ('onBuild', listOf(a.onBuild), listOf(b.onBuild)),
    ...differByName('labels', a.labels, b.labels),
    ...differByName('annotations', left.annotations, right.annotations),
    ...differ('layers', left.layers.length, right.layers.length),
    ...differ('downloadSize', left.downloadSize, right.downloadSize),
    ...differ('author', textOf(left.author), textOf(right.author)),
    ...differ('created', left.created, right.created),
  ];
}

function differ(
  field: ComparedField,
  left: ComparedValue | undefined,
  right: ComparedValue | undefined,
  name = '',
): readonly ConfigDifference[] {
  if (JSON.stringify(left) === JSON.stringify(right)) return [];
  const sides = { ...(left !== undefined && { left }), ...(right !== undefined && { right }) };
  return [{ field, name, ...sides }];
}

/** The left one's names in their order, then those that only the right one has. */
function differByName(field: ComparedField, left: Texts, right: Texts): ConfigDifference[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].flatMap((name) => differ(field, own(left, name), own(right, name), name));
}

function own(texts: Texts, name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}

function textOf(text: string): string | undefined {
  return text === '' ? undefined : text;
}

function listOf(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

function baseOf({ base }: PlatformDetails): string | undefined {
  if (base === undefined) return undefined;
  return base.digest === undefined ? base.name : `${base.name}@${base.digest}`;
}
