import type { ShellWord } from './script.ts';

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'mksh', 'zsh']);

/** Whether a program is a shell whose scripts can be read here: it follows POSIX. */
export function isShell(program: string | undefined): boolean {
  return program !== undefined && SHELLS.has(program);
}

/**
 * Index of the word that a shell runs as a script: what stands behind the options where one of them is `-c`,
 * as in `-ec`, `-ce` and `-o pipefail -c`.
 */
export function scriptOperand(words: readonly ShellWord[]): number | undefined {
  const { letters, operand } = readOptions(words);
  return letters.includes('c') && operand < words.length ? operand : undefined;
}

/** Whether a shell takes its script from its standard input. */
export function readsInput(words: readonly ShellWord[]): boolean {
  const { letters, operand } = readOptions(words);
  return !letters.includes('c') && (operand >= words.length || letters.includes('s'));
}

/** The letters of a shell's short options, and where its operands begin (POSIX.1-2024, sh; bash 5, Invoking Bash). */
function readOptions(words: readonly ShellWord[]): { letters: string; operand: number } {
  let letters = '';
  let at = 1;
  for (; at < words.length; at += 1) {
    const option = words[at]?.literal ?? '';
    if (option === '-' || option === '--') return { letters, operand: at + 1 };
    const [, sign, short = ''] = /^([-+])([A-Za-z]*)/.exec(option) ?? [];
    if (sign === undefined) break;
    if (sign === '-') letters += short;
    // `-o pipefail`, and `-O extglob` and `--rcfile x` of bash.
    if (/o/i.test(short) || option === '--rcfile' || option === '--init-file') at += 1;
  }
  return { letters, operand: at };
}
