import type { ShellWord } from './script.ts';

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'mksh', 'zsh']);

/** Whether a program is a shell whose scripts can be read here: it follows POSIX. */
export function isShell(program: string | undefined): boolean {
  return program !== undefined && SHELLS.has(program);
}

/** Index of the word that a shell runs as a script: what follows `-c`, `-ec`, `-o pipefail -c`, … */
export function scriptOperand(words: readonly ShellWord[]): number | undefined {
  for (let at = 1; at < words.length; at += 1) {
    const option = words[at]?.literal ?? '';
    if (/^-[a-z]*c$/i.test(option)) return at + 1 < words.length ? at + 1 : undefined;
    if (/^[-+][a-z]*o$/i.test(option)) at += 1;
    else if (!/^[-+]/.test(option)) return undefined;
  }
  return undefined;
}

/** Whether a shell takes its script from its standard input. */
export function readsInput(words: readonly ShellWord[]): boolean {
  if (scriptOperand(words) !== undefined) return false;
  const operand = words.slice(1).findIndex(({ value }) => !/^[-+]./.test(value));
  const options = words.slice(1, operand === -1 ? words.length : operand + 1);
  return operand === -1 || options.some(({ value }) => /^-[a-z]*s$/.test(value));
}
