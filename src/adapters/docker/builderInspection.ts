import type { GcRule, WorkerNode } from '../../core/build/workerNode.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import type { DockerCommand } from './dockerCommand.ts';

/** What buildx says of a builder when it has asked its nodes. */
export interface BuilderInspection {
  /** Empty when the builder could not be reached at all. */
  readonly driver: string;
  readonly error?: string;
  readonly nodes: readonly WorkerNode[];
}

/**
 * Time for one builder, in ms. buildx itself gives its nodes 20 s, and then tells those that did not
 * answer from those that did (buildx 0.13 to 0.29, commands/inspect.go); the rest is for its start.
 */
const inspectTimeout = 25_000;

/**
 * `docker buildx inspect` (buildx ≥ 0.13). It prints text only, but unlike `ls` it waits for the nodes
 * of one builder and of no other.
 *
 * @param context the docker context to ask in; buildx takes `default` for the current one
 */
export function inspectBuilder(
  name: string,
  context: string | undefined,
): DockerCommand<BuilderInspection> {
  return {
    args: [
      ...(context === undefined ? [] : [`--context=${context}`]),
      ...['buildx', 'inspect', `--builder=${name}`],
    ],
    timeout: inspectTimeout,
    parse: parseInspection,
  };
}

/** A label of the text, its value, and the indented lines below it. */
interface Entry {
  readonly label: string;
  value: string;
  readonly below: string[];
}

/**
 * Labels of a builder and its nodes. Whatever else begins a line belongs to an error of several lines. ssh
 * ends its messages with a carriage return, which stands in the middle of an error.
 */
const labels =
  /^(Name|Driver|Last Activity|Error|Nodes|Endpoint|Driver Options|Status|BuildKit daemon flags|BuildKit version|Platforms|Features|Labels|Devices|GC Policy rule#\d{1,9}|File#[^:]{0,200}):(.*)$/s;

/** Reads what {@link inspectBuilder} prints. */
function parseInspection(stdout: string): Result<BuilderInspection> {
  const entries = readEntries(stdout);
  const begin = entries.findIndex(({ label }) => label === 'Nodes');
  const head = begin === -1 ? entries : entries.slice(0, begin);
  const driver = valueOf(head, 'Driver');
  if (valueOf(head, 'Name') === undefined || driver === undefined) {
    return fail(`docker buildx inspect: no builder in ${stdout.trim().slice(0, 200)}`);
  }
  const error = valueOf(head, 'Error');
  const nodes: Entry[][] = [];
  for (const entry of begin === -1 ? [] : entries.slice(begin + 1)) {
    if (entry.label === 'Name') nodes.push([]);
    nodes.at(-1)?.push(entry);
  }
  return succeed({
    driver,
    nodes: nodes.map(toNode),
    ...(error === undefined ? {} : { error }),
  });
}

function readEntries(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    const last = entries.at(-1);
    const [, label, value = ''] = labels.exec(line) ?? [];
    if (label !== undefined) entries.push({ label, value: value.trim(), below: [] });
    else if (line.startsWith(' ')) last?.below.push(line.trim());
    else if (last?.label === 'Error' && line !== '') last.value += `\n${line}`;
  }
  return entries;
}

function toNode(entries: readonly Entry[]): WorkerNode {
  const error = valueOf(entries, 'Error');
  const version = valueOf(entries, 'BuildKit version')?.replace(/^v/, '');
  const words = valueOf(entries, 'Platforms')?.split(', ') ?? [];
  const snapshotter = pairsOf(entries.find(({ label }) => label === 'Labels')).find(
    ([name]) => name === 'org.mobyproject.buildkit.worker.snapshotter',
  );
  const gcPolicy = entries
    .filter(({ label }) => label.startsWith('GC Policy'))
    .map((entry): GcRule => pairsOf(entry));
  return {
    name: valueOf(entries, 'Name') ?? '',
    endpoint: valueOf(entries, 'Endpoint') ?? '',
    status: valueOf(entries, 'Status') ?? (error === undefined ? 'inactive' : 'error'),
    // Those that the user fixed have the asterisk.
    platforms: words.map((word) => word.replace(/\*$/, '')),
    pinned: words.filter((word) => word.endsWith('*')).map((word) => word.slice(0, -1)),
    // A build from source, as Debian's engine has it, does not know its version.
    ...(version === undefined || version.startsWith('0.0.0') ? {} : { buildkitVersion: version }),
    ...(snapshotter === undefined ? {} : { snapshotter: snapshotter[1] }),
    ...(gcPolicy.length === 0 ? {} : { gcPolicy }),
    ...(error === undefined ? {} : { error }),
  };
}

function valueOf(entries: readonly Entry[], wanted: string): string | undefined {
  return entries.find(({ label }) => label === wanted)?.value;
}

function pairsOf(entry: Entry | undefined): GcRule {
  return (entry?.below ?? []).flatMap((line): GcRule => {
    const at = line.indexOf(':');
    return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
  });
}
