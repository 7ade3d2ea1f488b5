import { quote } from '../../platform/quote.ts';
import type { Span } from '../../text.ts';
import { readExecForm, splitAtBlanks, splitQuoted } from './arguments.ts';
import { skipBlanks, skipSeparators, skipWord, trimBlanksEnd } from './blank.ts';
import { readFlags, type Flag } from './flags.ts';
import type { Heredoc } from './heredocs.ts';
import { sourceSpan, wordAt, type LogicalLine, type Word } from './logicalLine.ts';

/** A `NAME=value` of ARG, ENV and LABEL. Quotes and escapes are still in both. */
export interface Pair {
  readonly key: Word;
  /** Absent in an `ARG NAME` only. */
  readonly value?: Word;
}

/** What follows an instruction's keyword and flags, by the way in which it is read. */
export type NodeBody =
  | { readonly form: 'words'; readonly words: readonly Word[] }
  /** A JSON array. HEALTHCHECK has its type in front. */
  | { readonly form: 'exec'; readonly words: readonly Word[] }
  /** `legacy`: the form `NAME value` without an equals sign, which takes one pair. */
  | { readonly form: 'pairs'; readonly pairs: readonly Pair[]; readonly legacy: boolean }
  | { readonly form: 'trigger'; readonly node: Node }
  /** Nobody knows how to read it: the keyword is unknown, or the parser refuses it. */
  | { readonly form: 'unread' };

/** One instruction before its meaning is looked at, like a node of BuildKit's parser. */
export interface Node {
  /** The keyword as it is written. */
  readonly keyword: Word;
  readonly flags: readonly Flag[];
  readonly body: NodeBody;
  /** The joined line: what BuildKit calls the original. */
  readonly line: LogicalLine;
  /** From the keyword to the end of the last line, heredocs included. */
  readonly span: Span;
  readonly heredocs: readonly Heredoc[];
  readonly comments: readonly Word[];
}

/** A node, and BuildKit's message when its parser refuses the line. */
export interface ReadNode {
  readonly node: Node;
  readonly problem?: { readonly message: string; readonly span: Span };
}

/**
 * Reads `[start, end)` of a joined line as an instruction (BuildKit 0.32, frontend/dockerfile/parser,
 * newNodeFromLine). Its heredocs and comments are the caller's to add.
 */
export function readNode(line: LogicalLine, from: number, to: number, escape: string): ReadNode {
  const start = skipBlanks(line.text, from, to);
  const end = trimBlanksEnd(line.text, start, to);
  const keywordEnd = skipWord(line.text, start, end);
  const keyword = wordAt(line, start, keywordEnd);
  const afterKeyword = skipSeparators(line.text, keywordEnd, end);
  const { flags, rest } = readFlags(line, afterKeyword, end, escape);
  const bodyStart = skipBlanks(line.text, rest, end);
  const { body, problem } = readBody(keyword.text, line, bodyStart, end, escape);
  const node: Node = {
    keyword,
    flags,
    body,
    line,
    span: sourceSpan(line, start, end),
    heredocs: [],
    comments: [],
  };
  if (problem === undefined) return { node };
  return {
    node,
    problem: typeof problem === 'string' ? { message: problem, span: node.span } : problem,
  };
}

interface ReadBody {
  readonly body: NodeBody;
  readonly problem?: string | { readonly message: string; readonly span: Span } | undefined;
}

function readBody(
  keyword: string,
  line: LogicalLine,
  start: number,
  end: number,
  escape: string,
): ReadBody {
  switch (keyword.toUpperCase()) {
    case 'ARG':
      return {
        body: {
          form: 'pairs',
          pairs: splitQuoted(line, start, end, escape).map((word) => pairAt(line, word)),
          legacy: false,
        },
      };
    case 'ENV':
      return readPairs('ENV', line, start, end, escape);
    case 'LABEL':
      return readPairs('LABEL', line, start, end, escape);
    case 'FROM':
    case 'EXPOSE':
      return { body: { form: 'words', words: splitAtBlanks(line, start, end) } };
    case 'ADD':
    case 'COPY':
    case 'VOLUME':
      return readMaybeExec(line, start, end, () => splitAtBlanks(line, start, end));
    case 'CMD':
    case 'ENTRYPOINT':
    case 'RUN':
    case 'SHELL':
      return readMaybeExec(line, start, end, () => wholeText(line, start, end));
    case 'HEALTHCHECK':
      return readHealthcheck(line, start, end);
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return { body: { form: 'words', words: wholeText(line, start, end) } };
    case 'ONBUILD': {
      if (start >= end) return { body: { form: 'words', words: [] } };
      if (/^onbuild$/i.test(line.text.slice(start, skipWord(line.text, start, end)))) {
        // BuildKit refuses a chain anyway: reading it link by link would only cost depth.
        return { body: { form: 'words', words: splitAtBlanks(line, start, end) } };
      }
      const { node, problem } = readNode(line, start, end, escape);
      return { body: { form: 'trigger', node }, problem };
    }
    default:
      return { body: { form: 'unread' } };
  }
}

function wholeText(line: LogicalLine, start: number, end: number): readonly Word[] {
  return start < end ? [wordAt(line, start, end)] : [];
}

function readMaybeExec(
  line: LogicalLine,
  start: number,
  end: number,
  otherwise: () => readonly Word[],
): ReadBody {
  const strings = readExecForm(line, start, end);
  if (strings === 'not an array') return { body: { form: 'words', words: otherwise() } };
  if (strings === 'not only strings') {
    return {
      body: { form: 'unread' },
      problem: 'when using JSON array syntax, arrays must be comprised of strings only',
    };
  }
  return { body: { form: 'exec', words: strings } };
}

function readHealthcheck(line: LogicalLine, start: number, end: number): ReadBody {
  if (start >= end) return { body: { form: 'words', words: [] } };
  let typeEnd = start;
  while (typeEnd < end && skipBlanks(line.text, typeEnd, end) === typeEnd) typeEnd += 1;
  const type = wordAt(line, start, typeEnd);
  const commandStart = skipBlanks(line.text, typeEnd, end);
  const read = readMaybeExec(line, commandStart, end, () => wholeText(line, commandStart, end));
  if (read.body.form !== 'words' && read.body.form !== 'exec') return read;
  return { body: { form: read.body.form, words: [type, ...read.body.words] } };
}

function readPairs(
  instruction: 'ENV' | 'LABEL',
  line: LogicalLine,
  start: number,
  end: number,
  escape: string,
): ReadBody {
  const pairs = splitQuoted(line, start, end, escape).map((word) => pairAt(line, word));
  const bad = pairs.find(({ value }) => !value);
  if (bad && bad === pairs[0]) {
    const keyEnd = skipWord(line.text, start, end);
    if (keyEnd === end) {
      return { body: { form: 'unread' }, problem: `${instruction} must have two arguments` };
    }
    const valueStart = skipSeparators(line.text, keyEnd, end);
    const pair = { key: wordAt(line, start, keyEnd), value: wordAt(line, valueStart, end) };
    return { body: { form: 'pairs', pairs: [pair], legacy: true } };
  }
  if (bad) {
    const { text, span } = bad.key;
    const message = `Syntax error - can't find = in ${quote(text)}. Must be of the form: name=value`;
    return { body: { form: 'unread' }, problem: { message, span } };
  }
  return { body: { form: 'pairs', pairs, legacy: false } };
}

function pairAt(line: LogicalLine, { start, end }: Span): Pair {
  const equals = line.text.indexOf('=', start);
  if (equals === -1 || equals >= end) return { key: wordAt(line, start, end) };
  return { key: wordAt(line, start, equals), value: wordAt(line, equals + 1, end) };
}
