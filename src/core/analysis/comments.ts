import type { Dockerfile } from '../dockerfile/instructions.ts';
import { LineIndex } from '../text.ts';
import type { RuleCode } from './finding.ts';
import type { TextEdit } from './fix.ts';

const ignoreLine = /^(\s*(?:#|\/\/)\s*multiarch:\s*ignore\s+[a-z-]+(?:\s*,\s*[a-z-]+)*)/;

/**
 * Adds a comment that silences a rule for the instruction at a line (zero-based), or puts the code into
 * the one that is there.
 *
 * @param mark how a comment begins in the file
 */
export function ignoreEdit(
  dockerfile: Dockerfile,
  code: RuleCode,
  line: number,
  mark: '#' | '//' = '#',
): TextEdit {
  const instruction = dockerfile.instructions.find(
    ({ range }) => range.start.line <= line && line <= range.end.line,
  );
  const at = instruction?.range.start ?? { line, character: 0 };
  const lines = dockerfile.file.split('\n');
  const above = at.line === 0 ? undefined : ignoreLine.exec(lines[at.line - 1] ?? '')?.[1];
  if (above !== undefined) {
    const end = { line: at.line - 1, character: above.length };
    return { range: { start: end, end }, newText: `, ${code}` };
  }
  const start = startOf(dockerfile.file, at.line);
  const indent = /^[ \t]*/.exec(lines[at.line] ?? '')?.[0] ?? '';
  return {
    range: { start, end: start },
    newText: `${indent}${mark} multiarch: ignore ${code}${lineEnd(dockerfile.file)}`,
  };
}

/**
 * Writes the file's target platforms into it: replaces the comment that says them, or adds one below the
 * parser directives, which a comment above them would end.
 */
export function targetsEdit(dockerfile: Dockerfile, platforms: readonly string[]): TextEdit {
  const comment = `# multiarch: platforms=${platforms.join(',')}`;
  const declared = targetsComment(dockerfile);
  if (declared !== undefined) return { range: declared.range, newText: comment };
  const directives = dockerfile.directives.map(({ span }) => dockerfile.lines.position(span.end));
  const isScript = /^\uFEFF?#!/.test(dockerfile.file);
  const line = Math.max(isScript ? 1 : 0, ...directives.map((end) => end.line + 1));
  const start = startOf(dockerfile.file, line);
  const end = lineEnd(dockerfile.file);
  const lines = dockerfile.file.split('\n');
  // A file that ends with its last directive has no line below it.
  if (line >= lines.length) {
    const last = new LineIndex(dockerfile.file).position(dockerfile.file.length);
    return { range: { start: last, end: last }, newText: `${end}${comment}${end}` };
  }
  return { range: { start, end: start }, newText: `${comment}${end}` };
}

/** `# multiarch: platforms=a,b`, wherever it stands in the file; the first one holds. */
export interface TargetsComment {
  /** Of the comment, without the line's end. */
  readonly range: TextEdit['range'];
  /** Each as written, with the words' place. */
  readonly platforms: readonly { readonly text: string; readonly range: TextEdit['range'] }[];
}

const targetsLine = /^(\uFEFF?[ \t]*#[ \t]*multiarch:[ \t]*platforms[ \t]*=)([^\r]*)/;

/** The targets that a file declares for itself; undefined when it does not. */
export function targetsComment({
  file: text,
  instructions,
}: Dockerfile): TargetsComment | undefined {
  if (!text.includes('multiarch:')) return undefined;
  const taken = new Set<number>();
  // Inside an instruction a # may be text of a script.
  for (const { range } of instructions) {
    for (let at = range.start.line; at <= range.end.line; at++) taken.add(at);
  }
  for (const [line, content] of text.split('\n').entries()) {
    const found = taken.has(line) ? null : targetsLine.exec(content);
    const [whole, head = '', list = ''] = found ?? [];
    if (whole === undefined) continue;
    let character = head.length;
    const platforms = list.split(',').flatMap((word) => {
      const written = word.trim();
      const start = character + word.length - word.trimStart().length;
      character += word.length + 1;
      if (written === '') return [];
      return [
        {
          text: written,
          range: {
            start: { line, character: start },
            end: { line, character: start + written.length },
          },
        },
      ];
    });
    const begin = whole.search(/#/);
    const range = {
      start: { line, character: begin },
      end: { line, character: whole.trimEnd().length },
    };
    return { range, platforms };
  }
  return undefined;
}

/** Where a line begins: behind the byte order mark of the first. */
function startOf(text: string, line: number): TextEdit['range']['start'] {
  return { line, character: line === 0 && text.startsWith('\uFEFF') ? 1 : 0 };
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
