import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  Scalar,
  type Document,
  type Node,
} from 'yaml';
import { readSpec, type ReadSpec } from '../../core/manifestSpec/readSpec.ts';
import type { SpecProblem } from '../../core/manifestSpec/specProblem.ts';
import type { YamlEntry, YamlTree } from '../../core/manifestSpec/yamlTree.ts';
import type { Span } from '../../core/text.ts';

/**
 * Longest spec file that is read, in characters, how many brackets it may have, because the parser's time grows
 * faster than their depth, and how many values, aliases counted as often as they stand there.
 */
const limits = { length: 256 * 1024, brackets: 10_000, values: 20_000, depth: 8, maps: 64 };

/** Reads a manifest-tool spec. What is no YAML is read as far as it goes, with the problem. */
export function readManifestSpec(text: string): ReadSpec {
  if (text.length > limits.length || (text.match(/[[{]/g)?.length ?? 0) > limits.brackets) {
    return refuse('The file is too large: specs of {0} characters at most are read.', {
      args: [String(limits.length)],
    });
  }
  let documents: readonly Document.Parsed[];
  try {
    const options = { uniqueKeys: false, logLevel: 'silent', prettyErrors: false } as const;
    const all = parseAllDocuments(text, options);
    documents = 'empty' in all ? [] : all;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse('It cannot be read as YAML: {0}.', { args: [firstLine(why)] });
  }
  const [first, second] = documents;
  const wrong = (first?.errors ?? []).slice(0, 1).map(({ message, pos: [start, end] }) =>
    problem('It cannot be read as YAML: {0}.', {
      args: [firstLine(message)],
      // At the end of a text the parser points behind it.
      span: { start: Math.min(start, text.length), end: Math.min(end, text.length) },
    }),
  );
  const several = second?.range;
  const { tree, problems } = first ? treeOf(first) : { tree: nothing, problems: [] };
  const read = readSpec(tree);
  return {
    spec: read.spec,
    problems: [
      ...wrong,
      ...(several
        ? [
            problem(
              'Only the first document of a file is read, as manifest-tool does: put this list into a file of its own.',
              { span: { start: several[0], end: several[0] } },
            ),
          ]
        : []),
      // What follows from a mistake in the YAML is none of its own.
      ...(wrong.length > 0 ? [] : [...problems, ...read.problems]),
    ],
  };
}

const nothing: YamlTree = { kind: 'nothing', span: { start: 0, end: 0 } };

function refuse(text: string, rest: { readonly args: readonly string[] }): ReadSpec {
  return {
    spec: { tags: [], annotations: [], manifests: [] },
    problems: [problem(text, rest)],
  };
}

function problem(
  text: string,
  { args = [], span = nothing.span }: { readonly args?: readonly string[]; readonly span?: Span },
): SpecProblem {
  return { code: 'spec-syntax', severity: 'error', span, message: { text, args } };
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.replace(/[:.]$/, '');
}

/** One document without aliases and merges. What is deeper or more than any spec is left out, with a problem. */
function treeOf(document: Document.Parsed): {
  readonly tree: YamlTree;
  readonly problems: readonly SpecProblem[];
} {
  const anchors = new Map<string, Node>();
  const nameless = new Map<Node, SpecProblem>();
  let cut: SpecProblem | undefined;
  let left = limits.values;

  function read(node: unknown, depth: number): YamlTree {
    if (!isNode(node)) return nothing;
    const span = spanOf(node);
    left -= 1;
    if (left < 0 || depth > limits.depth) return leaveOut(span);
    if (isAlias(node)) {
      const anchored = anchors.get(node.source);
      if (anchored !== undefined) return { ...read(anchored, depth + 1), span };
      const text = 'There is no anchor “{0}” above: the alias stands for nothing.';
      nameless.set(node, problem(text, { args: [node.source], span }));
      return nothing;
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) {
      anchors.set(node.anchor, node);
    }
    if (isMap(node)) return { kind: 'map', span, entries: entriesOf(node.items, depth) };
    if (isSeq(node)) {
      return { kind: 'list', span, items: node.items.map((item) => read(item, depth + 1)) };
    }
    if (!isScalar(node) || node.value === null) return { kind: 'nothing', span };
    // A number is the text that it is written as.
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
    const isQuoted = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE;
    const inner = isQuoted ? { start: span.start + 1, end: span.end - 1 } : span;
    return { kind: 'text', span: inner, text };
  }

  /** Of what is left out, the first is told. */
  function leaveOut(span: Span): YamlTree {
    cut ??= problem(
      'From here on it is not read: a spec has {0} values at most, in {1} levels, and {2} maps in one merge; aliases count wherever they stand.',
      { args: [limits.values, limits.depth, limits.maps].map(String), span },
    );
    return nothing;
  }

  /** Own keys go before merged ones. */
  function entriesOf(pairs: readonly unknown[], depth: number): readonly YamlEntry[] {
    const own: YamlEntry[] = [];
    const merged: YamlEntry[] = [];
    for (const pair of pairs) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const key = String(pair.key.value);
      const keySpan = spanOf(pair.key);
      const value =
        pair.value === null ? { ...nothing, span: keySpan } : read(pair.value, depth + 1);
      if (key !== '<<') own.push({ key, keySpan, value });
      else {
        const all = value.kind === 'list' ? value.items : [value];
        const beyond = all[limits.maps];
        if (beyond !== undefined) leaveOut(beyond.span);
        const maps = all.slice(0, limits.maps);
        for (const map of maps) if (map.kind === 'map') merged.push(...map.entries);
      }
    }
    const names = new Set(own.map(({ key }) => key));
    for (const entry of merged) {
      if (names.has(entry.key)) continue;
      names.add(entry.key);
      own.push(entry);
    }
    return own;
  }

  const tree = read(document.contents, 0);
  return { tree, problems: [...nameless.values(), ...(cut ? [cut] : [])] };
}

function spanOf(node: Node): Span {
  const [start = 0, end = start] = node.range ?? [];
  return { start, end };
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isCollection(value) || isAlias(value);
}
