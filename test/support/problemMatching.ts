/** A pattern of a problem matcher, as package.json has it. */
export interface ProblemPattern {
  readonly regexp: string;
  readonly file?: number;
  readonly line?: number;
  readonly message?: number;
  readonly code?: number;
  readonly loop?: boolean;
}

/** What a matcher found. */
export interface FoundProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly code?: string;
}

type Found = Partial<Record<'file' | 'line' | 'message' | 'code', string>>;

/**
 * Matches lines as the editor does (VS Code 1.104, src/vs/workbench/contrib/tasks/common/problemMatcher.ts): the
 * patterns match lines that follow one another, and the last one goes on where it loops. What is found at one
 * place again does not count (problemCollectors.ts, recordMarker).
 */
export function matchProblems(
  patterns: readonly ProblemPattern[],
  lines: readonly string[],
): readonly FoundProblem[] {
  const problems = new Map<string, FoundProblem>();
  const keep = ({ file, line, message, code }: Found) => {
    if (!file || !line || !message) return;
    const key = `${file}:${line}`;
    if (problems.has(key)) return;
    problems.set(key, { file, line: Number(line), message, ...(code !== undefined && { code }) });
  };
  const last = patterns.at(-1);
  for (let start = 0; start < lines.length; start += 1) {
    const found: Found = {};
    const isMatch = patterns.every((pattern, at) => fill(found, pattern, lines[start + at]));
    if (!isMatch) continue;
    keep(found);
    for (let at = start + patterns.length; last?.loop && at < lines.length; at += 1) {
      const next = { ...found };
      if (!fill(next, last, lines[at])) break;
      keep(next);
    }
  }
  return [...problems.values()];
}

function fill(found: Found, pattern: ProblemPattern, line: string | undefined): boolean {
  const match = line === undefined ? null : new RegExp(pattern.regexp).exec(line);
  if (match === null) return false;
  for (const name of ['file', 'line', 'message', 'code'] as const) {
    const group = pattern[name];
    const value = group === undefined ? undefined : match[group];
    if (value !== undefined) found[name] ??= value.trim();
  }
  return true;
}
