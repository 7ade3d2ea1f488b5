import { entriesOf, itemsOf, textAt, valueAt, type YamlText, type YamlTree } from '../yamlTree.ts';
import type { YamlWord } from './composeServices.ts';
import { isFixed, type ImageUse } from './imageUse.ts';

/** Labels of nodes (kubernetes.io, "Well-Known Labels"); those with `beta.` were taken away in 1.18. */
const labels = {
  architecture: ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
  system: ['kubernetes.io/os', 'beta.kubernetes.io/os'],
} as const;

/** What a pod asks of its nodes. */
type NodePlatforms = Pick<ImageUse, 'platforms' | 'excluded'>;

/**
 * The platforms of the nodes that a pod may be put on: by its `nodeSelector`, else by the required node
 * affinity, whose terms are alternatives. A term without an architecture allows all of them, so that
 * nothing is said then. Windows nodes are amd64 (kubernetes.io, "Windows containers in Kubernetes").
 *
 * @param pod a map with `nodeSelector`, `affinity`, `os`
 */
export function nodePlatforms(pod: YamlTree | undefined, source: string): NodePlatforms {
  const selector = valueAt(pod, 'nodeSelector');
  const system =
    labels.system.map((label) => textAt(selector, label)).find((each) => each !== undefined) ??
    textAt(pod, 'os', 'name');
  const own = labels.architecture
    .map((label) => textAt(selector, label))
    .find((each) => each !== undefined);
  if (own !== undefined) return { platforms: platformWords([own], system, source) };
  const terms = itemsOf(
    valueAt(
      pod,
      ...['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'],
      'nodeSelectorTerms',
    ),
  ).map(readTerm);
  const systems = terms.map((term) => term.systems);
  const everywhere = system?.text ?? sameSystem(systems);
  if (terms.length > 0 && terms.every(({ allowed }) => allowed !== undefined)) {
    const all = terms.flatMap((term) =>
      platformWords(term.allowed ?? [], system ?? term.systems[0], source),
    );
    return { platforms: all };
  }
  const excluded = commonOf(terms.map(({ refused }) => refused));
  if (everywhere === 'windows') {
    const at = system ?? systems[0]?.[0];
    return at === undefined
      ? {}
      : { platforms: [{ ...asWritten(at, source), resolved: 'windows/amd64' }] };
  }
  const named = excluded.map((architecture) => `${everywhere ?? 'linux'}/${architecture}`);
  return named.length === 0 ? {} : { excluded: named };
}

interface Term {
  /** Absent: all. */
  readonly allowed?: readonly YamlText[];
  readonly refused: readonly string[];
  readonly systems: readonly YamlText[];
}

/** All expressions of a term must hold. */
function readTerm(term: YamlTree): Term {
  let allowed: readonly YamlText[] | undefined;
  const refused: string[] = [];
  let systems: readonly YamlText[] = [];
  for (const expression of itemsOf(valueAt(term, 'matchExpressions'))) {
    const key = textAt(expression, 'key')?.text ?? '';
    const operator = textAt(expression, 'operator')?.text;
    const values = itemsOf(valueAt(expression, 'values')).filter((each) => each.kind === 'text');
    if ((labels.architecture as readonly string[]).includes(key)) {
      if (operator === 'In') allowed = values;
      if (operator === 'NotIn') refused.push(...values.map(({ text }) => text));
    } else if ((labels.system as readonly string[]).includes(key) && operator === 'In') {
      systems = values;
    }
  }
  const left = allowed?.filter(({ text }) => !refused.includes(text));
  return { refused, systems, ...(left && { allowed: left }) };
}

function sameSystem(systems: readonly (readonly YamlText[])[]): string | undefined {
  const [first] = systems[0] ?? [];
  const isSame = systems.every((each) => each.length === 1 && each[0]?.text === first?.text);
  return isSame ? first?.text : undefined;
}

function commonOf(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((each) => others.every((other) => other.includes(each)));
}

function platformWords(
  architectures: readonly YamlText[],
  system: YamlText | undefined,
  source: string,
): readonly YamlWord[] {
  if (system !== undefined && !isFixed(asWritten(system, source).written)) return [];
  return architectures.flatMap((each) =>
    isFixed(asWritten(each, source).written)
      ? [{ ...asWritten(each, source), resolved: `${system?.text ?? 'linux'}/${each.text}` }]
      : [],
  );
}

function asWritten({ span }: YamlText, source: string): YamlWord {
  return { written: source.slice(span.start, span.end), span };
}

/** Whether a map says something of nodes. */
export function asksForNodes(tree: YamlTree): boolean {
  return entriesOf(tree).some(({ key }) => key === 'nodeSelector' || key === 'affinity');
}
