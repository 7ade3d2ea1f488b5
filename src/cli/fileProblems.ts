import type { FileProblem } from '../core/project/fileProblem.ts';
import { printable } from './terminal.ts';

/** A problem as a line for people: with its place, as a finding has it, where there is one. */
export function problemText({ path, severity, message, range }: FileProblem): string {
  if (range === undefined) return printable(message);
  const { line, character } = range.start;
  return `${printable(path)}:${line + 1}:${character + 1}: ${severity}: ${printable(message)}`;
}

/** Each problem once: one file may be in the way of many. */
export function distinctProblems(problems: readonly FileProblem[]): readonly FileProblem[] {
  return [...new Map(problems.map((problem) => [problemText(problem), problem])).values()];
}
