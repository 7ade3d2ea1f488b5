import { joinLine } from '../dockerfile/syntax/logicalLine.ts';
import { scanShell } from '../shell/scan.ts';
import type { Span } from '../text.ts';
import type { YamlText } from '../yamlTree.ts';

/** A command of a script in a pipeline. */
export interface ScriptCommand {
  /** The program, without its folder. */
  readonly name: string;
  /** What it is given. */
  readonly words: readonly ScriptWord[];
  /** In the file. */
  readonly span: Span;
}

/** A word of a command: without quotes, with variables and expressions as they are written. */
export interface ScriptWord {
  readonly text: string;
  readonly span: Span;
}

/** Longest script that is read, in characters. */
const longest = 64 * 1024;

/** What stands in for the signs of an expression, so that the shell's rules leave it alone. */
const filler = '\uE000';

/**
 * The commands of a script, with their places in the file. `${{ … }}` is a part of a word, as it is when the
 * shell gets its value.
 *
 * @param source the file
 */
export function scriptCommands(script: YamlText, source: string): readonly ScriptCommand[] {
  const { start } = script.span;
  const end = Math.min(script.span.end, start + longest);
  const text = withoutFolds(withoutExpressions(source.slice(0, end), start), start);
  const { commands } = scanShell(joinLine(text, linesOf(text, start, end)));
  const wordOf = ({ span, text: written }: { readonly span: Span; readonly text: string }) => {
    const own = written.includes(filler) ? source.slice(span.start, span.end) : written;
    return { text: own.replace(/["']/g, ''), span };
  };
  return commands.flatMap(({ name, words, span }): readonly ScriptCommand[] =>
    name === undefined ? [] : [{ name, words: words.slice(1).map(wordOf), span }],
  );
}

/** The lines of a block without its header and indentation; of another scalar, all of it. */
function linesOf(text: string, start: number, end: number): readonly Span[] {
  return scalarLines(text, start, end).flatMap((line) => withoutReturn(text, line));
}

/** The shell gets line feeds alone, however lines end in the file (YAML 1.2.2, 5.4). */
function withoutReturn(text: string, { start, end }: Span): readonly Span[] {
  return text.endsWith('\r\n', end) && start <= end - 2
    ? [
        { start, end: end - 2 },
        { start: end - 1, end },
      ]
    : [{ start, end }];
}

function scalarLines(text: string, start: number, end: number): readonly Span[] {
  if (!/^[|>]/.test(text.slice(start, start + 1))) return [{ start, end }];
  const header = text.indexOf('\n', start);
  if (header === -1) return [];
  const indent = indentOf(text.slice(header + 1));
  const spans: Span[] = [];
  for (let at = header + 1; at < end;) {
    const next = text.indexOf('\n', at);
    const stop = next === -1 || next >= end ? end : next + 1;
    const isIndented = text.startsWith(indent, at);
    spans.push({ start: isIndented ? at + indent.length : at, end: stop });
    at = stop;
  }
  return spans;
}

/** The blanks in front of the first line of a block that has words. */
function indentOf(block: string): string {
  const [, indent = ''] = /^(?:[ ]*\r?\n)*([ ]*)/.exec(block) ?? [];
  return indent;
}

/**
 * The same text, as long, with blanks for the breaks between lines that YAML makes blanks of (YAML 1.2.2, 6.5 and
 * 8.1.3): in a block with `|` none, in one with `>` all between lines that are indented as the first, elsewhere all
 * between lines with words.
 */
function withoutFolds(text: string, start: number): string {
  const sign = text.charAt(start);
  if (sign === '|') return text;
  const body = sign === '>' ? text.indexOf('\n', start) + 1 : start;
  const indent = sign === '>' ? indentOf(text.slice(body)) : '';
  const hasWords = (line: string | undefined) =>
    sign === '>'
      ? line?.startsWith(indent) === true && /\S/.test(line.charAt(indent.length))
      : line !== undefined && line.trim() !== '';
  const lines = text.slice(body).split('\n');
  const parts = lines.map((line, index) => {
    if (index === lines.length - 1) return line;
    return hasWords(line) && hasWords(lines[index + 1])
      ? `${line.replace(/\r$/, ' ')} `
      : `${line}\n`;
  });
  return text.slice(0, body) + parts.join('');
}

/** The same text, as long, with other signs in the place of expressions. */
function withoutExpressions(text: string, from: number): string {
  let out = text.slice(0, from);
  let at = from;
  for (let open = text.indexOf('${{', at); open !== -1; open = text.indexOf('${{', at)) {
    const close = text.indexOf('}}', open);
    if (close === -1) break;
    out += text.slice(at, open) + filler.repeat(close + 2 - open);
    at = close + 2;
  }
  return out + text.slice(at);
}
