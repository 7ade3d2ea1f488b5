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
 * Matches lines as the editor does (VS Code, src/vs/workbench/contrib/tasks/common/problemMatcher.ts and
 * problemCollectors.ts): each matcher looks at as many of the last lines as it has patterns, the longest first;
 * one that loops goes on only after a problem, and only while each next line is a problem too; what is found
 * at one place again does not count.
 */
export function matchProblems(
  matchers: readonly (readonly ProblemPattern[])[],
  lines: readonly string[],
): readonly FoundProblem[] {
  const problems = new Map<string, FoundProblem>();
  const longest = Math.max(...matchers.map(({ length }) => length));
  let buffer: string[] = [];
  let active: { readonly last: ProblemPattern; readonly before: Found } | undefined;

  function keep({ file, line, message, code }: Found): boolean {
    if (!file || !line || !message) return false;
    const key = `${file}:${line}`;
    const problem = { file, line: Number(line), message, ...(code !== undefined && { code }) };
    if (!problems.has(key)) problems.set(key, problem);
    return true;
  }

  function tryMatchers(): boolean {
    for (let start = 0; start < buffer.length; start += 1) {
      const candidates = matchers.filter(({ length }) => length === buffer.length - start);
      for (const patterns of candidates) {
        const found: Found = {};
        const before: Found = {};
        const isMatch = patterns.every((pattern, at) => {
          if (at === patterns.length - 1) Object.assign(before, found);
          return fill(found, pattern, buffer[start + at]);
        });
        if (!isMatch || !keep(found)) continue;
        const last = patterns.at(-1);
        if (last?.loop) active = { last, before };
        return true;
      }
    }
    return false;
  }

  for (const line of lines) {
    if (active) {
      const next = { ...active.before };
      if (fill(next, active.last, line) && keep(next)) continue;
      active = undefined;
      buffer = [];
    }
    buffer = [...buffer, line].slice(-longest);
    if (tryMatchers()) buffer = [];
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
