import type { Dockerfile } from '../dockerfile/instructions.ts';
import { isShell } from '../shell/interpreter.ts';
import type { RunScript } from '../shell/runScript.ts';
import { wordPieces } from '../shell/wordPieces.ts';
import type { FixedName } from './architectureFix.ts';

/**
 * Every place of a stage's RUN steps that has a text, such as the target of a compiler, as a whole part.
 * Undefined where it also stands somewhere else in the file, so that not all of them can change
 * together. Comments do not count.
 */
export function linkedTexts(
  dockerfile: Dockerfile,
  scripts: readonly RunScript[],
  part: string,
): readonly FixedName[] | undefined {
  const { text, escape } = dockerfile;
  const places = placesOf(text, part);
  if (places.length > MOST) return undefined;
  const found = new Map<number, FixedName>();
  for (const { instruction, script } of scripts) {
    const { start, end } = instruction.span;
    if (!places.some((at) => start <= at && at < end)) continue;
    for (const command of script.commands) {
      if (isShell(command.name)) continue;
      for (const word of [...command.words, ...command.assignments.map(({ value }) => value)]) {
        if (!word.value.includes(part)) continue;
        for (const piece of wordPieces(text, word, escape) ?? []) {
          for (const at of placesOf(piece.text, part)) {
            const span = { start: piece.start + at, end: piece.start + at + part.length };
            found.set(span.start, { span, instruction, command, quoting: piece.quoting });
          }
        }
      }
    }
  }
  if (places.some((at) => !found.has(at))) return undefined;
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Where a text stands more often, no edit could be read by anybody. */
const MOST = 100;

/** Where a text stands as a whole part, outside of comments; not all, where these are too many. */
function placesOf(text: string, part: string): readonly number[] {
  const places: number[] = [];
  for (
    let at = text.indexOf(part);
    at !== -1 && places.length <= MOST;
    at = text.indexOf(part, at + part.length)
  ) {
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const isPart =
      !/[A-Za-z0-9_]/.test(text.charAt(at - 1)) &&
      !/[A-Za-z0-9]/.test(text.charAt(at + part.length));
    const isComment = /^[ \t]*#/.test(text.slice(lineStart, Math.min(at, lineStart + MAX_INDENT)));
    if (isPart && !isComment) places.push(at);
  }
  return places;
}

/** Nobody indents a comment further. */
const MAX_INDENT = 200;
