import type { Steps } from '../../steps.ts';
import type { Span } from '../../text.ts';
import { skipBlanks } from './blank.ts';
import { readDirectives, type Directive } from './directives.ts';
import { findHeredocs, type Heredoc, type HeredocMark } from './heredocs.ts';
import { joinLine, type LogicalLine, type Word } from './logicalLine.ts';
import { readNode, type Node } from './nodes.ts';
import type { DockerfileProblem } from '../problem.ts';
import {
  commentText,
  continuationAt,
  isComment,
  isEmpty,
  isTooLong,
  lineAt,
  MAX_LINE_BYTES,
  type SourceLine,
} from './sourceLine.ts';

/** A Dockerfile, read line by line. */
export interface NodeFile<T> {
  /** What became of each instruction. */
  readonly nodes: readonly T[];
  readonly directives: readonly Directive[];
  readonly escape: '\\' | '`';
  /** What BuildKit's parser refuses, in the order of the file. */
  readonly problems: readonly DockerfileProblem[];
  /** Of each instruction with an empty line inside: the last line read (rule NoEmptyContinuation). */
  readonly emptyContinuations: readonly Span[];
  /** Whether the last instruction ends by itself, with the last line: nothing that follows changes it. */
  readonly isClosed: boolean;
}

/** A part of a file that begins at a line, below its directives. */
export interface FilePart {
  readonly start: number;
  readonly escape: '\\' | '`';
}

/** How many instructions are read in one step: some tenths of a millisecond. */
const INSTRUCTIONS_IN_STEP = 200;

/**
 * Reads a whole file (BuildKit 0.32, frontend/dockerfile/parser/parser.go, Parse). Where BuildKit
 * would stop at a problem, reading goes on.
 *
 * @param take makes of each instruction what is kept of it. A node is not kept: in a large file all of
 *   them together would take more time to hold than to read.
 * @param part where to begin, when not all of the text is read
 */
export function* readNodeFile<T>(
  text: string,
  take: (node: Node) => T,
  part?: FilePart,
): Steps<NodeFile<T>> {
  const section = part ? { ...NO_DIRECTIVES, escape: part.escape } : readDirectives(text);
  const nodes: T[] = [];
  const problems: DockerfileProblem[] = [...section.problems];
  const emptyContinuations: Span[] = [];
  let comments: Word[] = [];

  function report(message: string, span: Span): void {
    problems.push({ message, cause: message, span, phase: 'parse' });
  }

  let closedAt = -1;
  let at = part?.start ?? (text.charCodeAt(0) === 0xfeff ? 1 : 0);
  while (at < text.length) {
    at = readSome(at);
    yield;
  }
  if (nodes.length === 0) report('file with no instructions', endOf(text));
  return {
    nodes,
    directives: section.directives,
    escape: section.escape,
    problems,
    emptyContinuations,
    isClosed: closedAt === text.length,
  };

  /** Reads the instructions of a step, and gives the place behind them. */
  function readSome(start: number): number {
    const enough = nodes.length + INSTRUCTIONS_IN_STEP;
    let at = start;
    while (at < text.length && nodes.length < enough) {
      const first = lineAt(text, at);
      if (isComment(text, first)) {
        const comment = commentText(text, first);
        if (comment === '') comments = [];
        else if (!section.lines.has(first.start)) {
          comments.push({ text: comment, span: { start: first.start, end: first.end } });
        }
        at = first.next;
        continue;
      }
      if (isEmpty(text, first)) {
        at = first.next;
        continue;
      }
      const read = readLogicalLine(text, first, section.escape);
      const { node, problem } = readNode(read.line, 0, read.line.text.length, section.escape);
      if (problem) report(problem.message, problem.span);
      if (read.empty) emptyContinuations.push({ start: read.last.start, end: read.last.end });
      const bodies = readHeredocs(text, node, read.last);
      if (bodies.problem !== undefined) report(bodies.problem, node.span);
      if (read.tooLong) {
        report(`dockerfile line greater than max allowed size of ${MAX_LINE_BYTES}`, read.tooLong);
      }
      // An escape character may stand in front, on a line of its own: BuildKit counts from there.
      const begin = skipBlanks(text, first.start, first.end);
      nodes.push(
        take({
          keyword: node.keyword,
          flags: node.flags,
          body: node.body,
          line: node.line,
          span: { start: begin, end: Math.max(bodies.last.end, node.span.end) },
          heredocs: bodies.heredocs,
          comments,
        }),
      );
      comments = [];
      at = bodies.last.next;
      if (!read.isOpen) closedAt = at;
    }
    return at;
  }
}

const NO_DIRECTIVES = { directives: [], problems: [], lines: new Set<number>() };

interface ReadLine {
  readonly line: LogicalLine;
  readonly last: SourceLine;
  /** Whether an empty line stands between. */
  readonly empty: boolean;
  /** Whether it would go on, if the text did. */
  readonly isOpen: boolean;
  readonly tooLong: Span | undefined;
}

/** Joins a line and those that continue it. */
function readLogicalLine(text: string, first: SourceLine, escape: string): ReadLine {
  const start = skipBlanks(text, first.start, first.end);
  const spans: Span[] = [];
  let last = first;
  let empty = false;
  let tooLong: Span | undefined;
  let continuation = addLine({ start, end: first.end, next: first.next });
  while (continuation && last.next < text.length) {
    last = lineAt(text, last.next);
    if (isComment(text, last)) continue;
    if (isEmpty(text, last)) empty = true;
    else continuation = addLine(last);
  }
  return { line: joinLine(text, spans), last, empty, isOpen: continuation, tooLong };

  function addLine(line: SourceLine): boolean {
    if (isTooLong(text, line)) tooLong ??= { start: line.start, end: line.end };
    const end = continuationAt(text, line, escape);
    spans.push({ start: line.start, end: end ?? line.end });
    return end !== undefined;
  }
}

interface ReadHeredocs {
  readonly heredocs: readonly Heredoc[];
  readonly last: SourceLine;
  readonly problem?: string;
}

/** Reads the bodies of the heredocs that an instruction announces. */
function readHeredocs(text: string, node: Node, last: SourceLine): ReadHeredocs {
  if (!takesHeredocs(node)) return { heredocs: [], last };
  const heredocs: Heredoc[] = [];
  let line = last;
  for (const mark of findHeredocs(node.line.text)) {
    const start = line.next;
    const end = findTerminator(text, start, mark);
    if (!end) {
      const rest = lastLine(text, line);
      return { heredocs, last: rest, problem: 'unterminated heredoc' };
    }
    const contentSpan = { start, end: end.start };
    heredocs.push({ ...mark, content: text.slice(start, end.start), contentSpan });
    line = end;
  }
  return { heredocs, last: line };
}

/** RUN, COPY and ADD may have heredocs, also as ONBUILD's trigger, but not in the exec form. */
function takesHeredocs(node: Node): boolean {
  if (node.body.form === 'trigger') return takesHeredocs(node.body.node);
  return /^(?:run|copy|add)$/i.test(node.keyword.text) && node.body.form === 'words';
}

function findTerminator(text: string, start: number, mark: HeredocMark): SourceLine | undefined {
  for (let at = start; at < text.length;) {
    const line = lineAt(text, at);
    let from = line.start;
    while (mark.chomp && text[from] === '\t') from += 1;
    if (line.end - from === mark.name.length && text.startsWith(mark.name, from)) return line;
    at = line.next;
  }
  return undefined;
}

/** BuildKit has come to the last line by then. */
function endOf(text: string): Span {
  const start = text.length < 2 ? 0 : text.lastIndexOf('\n', text.length - 2) + 1;
  return { start, end: lineAt(text, start).end };
}

function lastLine(text: string, line: SourceLine): SourceLine {
  if (line.next >= text.length) return line;
  const before = text.lastIndexOf('\n', text.length - 2);
  return lineAt(text, Math.max(before + 1, line.next));
}
