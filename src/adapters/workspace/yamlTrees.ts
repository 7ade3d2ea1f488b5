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
  type ParseOptions,
} from 'yaml';
import type { Span } from '../../core/text.ts';
import type { YamlEntry, YamlTree } from '../../core/yamlTree.ts';

/** How large a YAML file may be. */
export interface YamlLimits {
  /** In characters. */
  readonly length: number;
  /** Brackets and braces: the parser's time grows faster than their depth. */
  readonly brackets: number;
  /** Values of one document, aliases counted as often as they stand there. */
  readonly values: number;
  readonly depth: number;
  /** Maps in one merge. */
  readonly maps: number;
}

/** The documents of a text as the parser gives them. */
export type ParsedYaml =
  | { readonly ok: true; readonly documents: readonly Document.Parsed[] }
  /** `too-large`, or what the parser says: a line without a full stop. */
  | { readonly ok: false; readonly problem: 'too-large' | { readonly message: string } };

/**
 * Parses a text, within limits, and prints nothing.
 *
 * @param how `prettyErrors`: messages tell their place, too
 */
export function parseYaml(
  text: string,
  limits: Pick<YamlLimits, 'length' | 'brackets'>,
  how: Pick<ParseOptions, 'strict' | 'prettyErrors'> = { prettyErrors: false },
): ParsedYaml {
  if (text.length > limits.length || (text.match(/[[{]/g)?.length ?? 0) > limits.brackets) {
    return { ok: false, problem: 'too-large' };
  }
  try {
    const options = { ...how, uniqueKeys: false, logLevel: 'silent' } as const;
    const all = parseAllDocuments(text, options);
    return { ok: true, documents: 'empty' in all ? [] : all };
  } catch (error) {
    const message = firstLine(error instanceof Error ? error.message : String(error));
    return { ok: false, problem: { message } };
  }
}

/** The first line of what the parser says: it has the place, and those after it quote the file. */
export function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.replace(/[:.]$/, '');
}

/** A key without a value. */
export const nothing: YamlTree = { kind: 'nothing', span: { start: 0, end: 0 } };

/** A document as a tree, and what of it is none. */
export interface ReadTree {
  readonly tree: YamlTree;
  /** Aliases of anchors that are not there; they stand for nothing. */
  readonly nameless: readonly { readonly name: string; readonly span: Span }[];
  /** From where on it was too much or too deep to be read. */
  readonly cut?: Span;
}

/** One document without aliases and merges. What is deeper or more than the limits is left out. */
export function treeOf(document: Document.Parsed, limits: YamlLimits): ReadTree {
  const anchors = new Map<string, Node>();
  const nameless = new Map<Node, { readonly name: string; readonly span: Span }>();
  let cut: Span | undefined;
  let left = limits.values;

  function read(node: unknown, depth: number): YamlTree {
    if (!isNode(node)) return nothing;
    const span = spanOf(node);
    left -= 1;
    if (left < 0 || depth > limits.depth) return leaveOut(span);
    if (isAlias(node)) {
      const anchored = anchors.get(node.source);
      if (anchored !== undefined) return { ...read(anchored, depth + 1), span };
      nameless.set(node, { name: node.source, span });
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
    cut ??= span;
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
  return { tree, nameless: [...nameless.values()], ...(cut && { cut }) };
}

function spanOf(node: Node): Span {
  const [start = 0, end = start] = node.range ?? [];
  return { start, end };
}

/** Whether something is a value, and not `null` or a pair. */
export function isNode(value: unknown): value is Node {
  return isScalar(value) || isCollection(value) || isAlias(value);
}

/** Most aliases of a document: the parser looks for what each names among all that stands before it. */
const mostAliases = 1_000;

/**
 * How many values a document has where every alias counts as what it names, as whoever copies it would find out;
 * Infinity where one stands in what it names, and where there are over 1,000.
 */
export function countValues(document: Document.Parsed): number {
  const anchors = new Map<string, Node>();
  const counts = new Map<Node, number>();
  let aliases = 0;

  function count(node: unknown): number {
    if (isPair(node)) return count(node.key) + count(node.value);
    if (!isNode(node)) return 0;
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > mostAliases) return Infinity;
      const named = anchors.get(node.source);
      return named === undefined ? 1 : (counts.get(named) ?? Infinity);
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) {
      anchors.set(node.anchor, node);
    }
    let found = 1;
    if (isCollection(node)) for (const item of node.items) found += count(item);
    counts.set(node, found);
    return found;
  }

  return count(document.contents);
}
