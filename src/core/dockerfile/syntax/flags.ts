import type { Span } from '../../text.ts';
import { isBlank, skipBlanks } from './blank.ts';
import { sourceSpan, type LogicalLine, type Word } from './logicalLine.ts';

/** A `--name=value` in front of an instruction's arguments. */
export interface Flag {
  /** As BuildKit has it: quotes and escapes removed, e.g. `--platform=linux/arm64`. */
  readonly text: string;
  readonly span: Span;
  /** Without the dashes. */
  readonly name: string;
  /** What follows the `=`; its span holds the quotes. Absent without a `=`. */
  readonly value?: Word;
}

/** The flags of an instruction, and the offset in the joined line where its arguments begin. */
export interface Flags {
  readonly flags: readonly Flag[];
  readonly rest: number;
}

/**
 * Reads the flags in `[start, end)` of a line, up to the first word that does not begin with `--` or
 * is `--` itself (BuildKit 0.32, frontend/dockerfile/parser/split_command.go, extractBuilderFlags).
 */
export function readFlags(line: LogicalLine, start: number, end: number, escape: string): Flags {
  const flags: Flag[] = [];
  let at = start;
  for (;;) {
    at = skipBlanks(line.text, at, end);
    if (!line.text.startsWith('--', at) || at + 1 >= end) return { flags, rest: at };
    const word = readWord(line, at, end, escape);
    at = word.end;
    if (word.text === '--') return { flags, rest: at };
    if (word.text !== '') flags.push(word.flag);
  }
}

function readWord(
  line: LogicalLine,
  start: number,
  end: number,
  escape: string,
): { text: string; flag: Flag; end: number } {
  const { text: source } = line;
  let text = '';
  let quote = '';
  let valueStart: number | undefined;
  let at = start;
  for (; at < end; at += 1) {
    let character = source.charAt(at);
    if (quote === '' && isBlank(source.charCodeAt(at))) break;
    if (character === quote) {
      quote = '';
      continue;
    }
    if (quote === '' && (character === "'" || character === '"')) {
      quote = character;
      continue;
    }
    if (character === escape) {
      at += 1;
      if (at >= end) break;
      character = source.charAt(at);
    }
    if (character === '=') valueStart ??= at + 1;
    text += character;
  }
  at = Math.min(at, end);
  const equals = text.indexOf('=');
  const value = valueStart !== undefined && {
    value: { text: text.slice(equals + 1), span: sourceSpan(line, valueStart, at) },
  };
  const name = text.slice(2, equals === -1 ? undefined : equals);
  return { text, end: at, flag: { text, span: sourceSpan(line, start, at), name, ...value } };
}
