import type { Span } from '../../text.ts';
import { isBlank, skipSeparators } from './blank.ts';
import { sourceSpan, type LogicalLine, type Word } from './logicalLine.ts';
import { utf8Bytes } from './utf8.ts';

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
 * It takes each byte for a character, so that `é` becomes `Ã©`, and `à` ends at a blank.
 */
export function readFlags(line: LogicalLine, start: number, end: number, escape: string): Flags {
  const flags: Flag[] = [];
  let at = start;
  for (;;) {
    at = skipSeparators(line.text, at, end);
    if (!line.text.startsWith('--', at)) return { flags, rest: at };
    const word = readWord(line, at, end, escape);
    at = word.end;
    if (word.text === '--') return { flags, rest: at };
    flags.push(word.flag);
  }
}

/** What most flags are made of, and nothing that means something. */
const PLAIN = /[A-Za-z0-9_./:,-]+/y;

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
    PLAIN.lastIndex = at;
    if (PLAIN.test(source)) {
      text += source.slice(at, PLAIN.lastIndex);
      at = PLAIN.lastIndex;
      if (at >= end) break;
    }
    let character = source.charAt(at);
    const code = source.codePointAt(at) ?? 0;
    if (code >= 0x80) {
      const bytes = utf8Bytes(code);
      const blank = quote === '' ? bytes.findIndex(isBlank) : -1;
      text += String.fromCharCode(...bytes.slice(0, blank === -1 ? undefined : blank));
      // What follows a blank in the middle begins the next word.
      if (blank !== -1 && blank < bytes.length - 1) break;
      at += code > 0xffff ? 1 : 0;
      if (blank === -1) continue;
      at += 1;
      break;
    }
    if (quote === '' && isBlank(code)) break;
    if (character === quote) {
      quote = '';
      continue;
    }
    if (quote === '' && (character === "'" || character === '"')) {
      quote = character;
      continue;
    }
    if (character === escape) {
      // A character of several bytes is taken apart in its turn.
      if (source.charCodeAt(at + 1) >= 0x80) continue;
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
