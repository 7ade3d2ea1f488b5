import type { Span } from '../../text.ts';
import { skipBlanks } from './blank.ts';
import type { DockerfileProblem } from '../problem.ts';
import { lineAt, type SourceLine } from './sourceLine.ts';

/** A parser directive, e.g. `# escape=`. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  /** The whole line. */
  readonly span: Span;
  readonly valueSpan: Span;
}

/** What the lines in front of everything else say about how to read the file. */
export interface DirectiveSection {
  readonly directives: readonly Directive[];
  readonly problems: readonly DockerfileProblem[];
  readonly escape: '\\' | '`';
  /** Offsets of the lines that are directives, and therefore no comments. */
  readonly lines: ReadonlySet<number>;
}

/**
 * Reads the parser directives (BuildKit 0.32, frontend/dockerfile/parser/directives.go). `escape` is
 * for the parser, which also takes an indented line. `syntax` and `check` are looked for apart: after
 * a `#!` line too, never indented, and `syntax` also as `// syntax=…` or as JSON.
 */
export function readDirectives(text: string): DirectiveSection {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const forParser = readSection(text, start, '#', 'may be indented');

  const afterShebang = text.startsWith('#!', start) ? lineAt(text, start).next : start;
  const detected = readSection(text, afterShebang, '#', 'never indented').directives;
  const others = [
    detected.find(({ name }) => name === 'syntax') ?? detectOtherSyntax(text, afterShebang),
    detected.find(({ name }) => name === 'check'),
  ];
  const escape = forParser.directives.find(({ name }) => name === 'escape');
  const directives = [escape, ...others].filter((directive) => directive !== undefined);
  return {
    directives: directives.sort((a, b) => a.span.start - b.span.start),
    problems: forParser.problems,
    escape: escape?.value === '`' ? '`' : '\\',
    lines: new Set(forParser.directives.map(({ span }) => span.start)),
  };
}

interface Section {
  readonly directives: readonly Directive[];
  readonly problems: readonly DockerfileProblem[];
}

function readSection(
  text: string,
  start: number,
  comment: '#' | '//',
  indentation: 'may be indented' | 'never indented',
): Section {
  const directives: Directive[] = [];
  const problems: DockerfileProblem[] = [];
  const seen = new Set<string>();
  for (let at = start; at < text.length;) {
    const line = lineAt(text, at);
    const indent = indentation === 'may be indented' ? skipBlanks(text, at, line.end) : at;
    const directive = readDirective(
      text,
      { start: indent, end: line.end, next: line.next },
      comment,
    );
    if (!directive) break;
    const problem = problemOf(directive, seen);
    if (problem !== undefined) {
      problems.push({ message: problem, cause: problem, span: directive.span, phase: 'parse' });
    }
    seen.add(directive.name);
    directives.push({ ...directive, span: { start: line.start, end: line.end } });
    at = line.next;
  }
  return { directives, problems };
}

function problemOf({ name, value }: Directive, seen: ReadonlySet<string>): string | undefined {
  if (seen.has(name)) {
    return `only one ${name} parser directive can be used`;
  }
  if (name === 'escape' && value !== '\\' && value !== '`') {
    return `invalid escape token '${value}' does not match \` or \\`;
  }
  return undefined;
}

const KEY = /[a-zA-Z][a-zA-Z0-9]*/y;

/** Reads `# key=value`; scanned by hand, because the blanks around a value invite backtracking. */
function readDirective(
  text: string,
  { start, end }: SourceLine,
  comment: string,
): Directive | undefined {
  if (!text.startsWith(comment, start)) return undefined;
  const keyStart = skipBlanks(text, start + comment.length, end);
  KEY.lastIndex = keyStart;
  const name = KEY.exec(text)?.[0].toLowerCase();
  if (name !== 'syntax' && name !== 'escape' && name !== 'check') return undefined;
  const equals = skipRegexBlanks(text, keyStart + name.length, end);
  if (text[equals] !== '=') return undefined;
  let valueEnd = end;
  while (valueEnd > equals + 2 && isRegexBlank(text.charCodeAt(valueEnd - 1))) valueEnd -= 1;
  const valueStart = Math.min(skipRegexBlanks(text, equals + 1, end), valueEnd - 1);
  if (valueStart <= equals) return undefined;
  return {
    name,
    value: text.slice(valueStart, valueEnd),
    span: { start, end },
    valueSpan: { start: valueStart, end: valueEnd },
  };
}

/** What `\s` is in Go's regular expressions. */
function isRegexBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d;
}

function skipRegexBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isRegexBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function detectOtherSyntax(text: string, start: number): Directive | undefined {
  const slashes = readSection(text, start, '//', 'never indented').directives;
  return slashes.find(({ name }) => name === 'syntax') ?? readJsonSyntax(text, start);
}

/** The whole file may be a JSON object with a `syntax` in it. */
function readJsonSyntax(text: string, start: number): Directive | undefined {
  if (text[skipRegexBlanks(text, start, text.length)] !== '{') return undefined;
  try {
    const { syntax } = JSON.parse(text.slice(start)) as { readonly syntax?: unknown };
    if (typeof syntax !== 'string') return undefined;
    const span = { start, end: lineAt(text, start).end };
    return { name: 'syntax', value: syntax, span, valueSpan: span };
  } catch {
    return undefined;
  }
}
