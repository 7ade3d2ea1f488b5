import type { ShellAssignment, ShellWord } from './script.ts';
import { assignmentIn } from './assignments.ts';

/** How a program is written that runs the command behind it. */
interface Wrapper {
  /** Letters of short options, and long options, that take the next word. */
  readonly valued?: string;
  readonly valuedLong?: readonly string[];
  /** How many operands stand in front of the command. */
  readonly operands?: number;
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map(
  Object.entries({
    builtin: {},
    chroot: { operands: 1 },
    command: {},
    doas: { valued: 'uC' },
    eatmydata: {},
    env: { valued: 'uC', valuedLong: ['--unset', '--chdir'] },
    exec: { valued: 'a' },
    fakeroot: {},
    gosu: { operands: 1 },
    ionice: { valued: 'cn' },
    nice: { valued: 'n', valuedLong: ['--adjustment'] },
    nohup: {},
    setsid: {},
    stdbuf: { valued: 'ioe' },
    'su-exec': { operands: 1 },
    sudo: { valued: 'ughpCrtTDR', valuedLong: ['--user', '--group'] },
    time: { valued: 'fo' },
    timeout: { valued: 'ks', valuedLong: ['--kill-after', '--signal'], operands: 1 },
  } satisfies Record<string, Wrapper>),
);

/** A command's words, apart from what only prepares the way for it. */
export interface Unwrapped {
  readonly wrappers: readonly ShellWord[];
  /** Those of `env` and `sudo`. */
  readonly assignments: readonly ShellAssignment[];
  readonly words: readonly ShellWord[];
}

/** Takes `env`, `exec`, `sudo`, `time` and their like, with their options, off a command. */
export function unwrap(words: readonly ShellWord[]): Unwrapped {
  const assignments: ShellAssignment[] = [];
  let first = 0;
  for (;;) {
    const wrapper = WRAPPERS.get(programName(words[first]) ?? '');
    const next = wrapper && skipOptions(words, first, wrapper, assignments);
    // Without a command behind it, the wrapper is the command.
    if (next === undefined || next >= words.length) break;
    first = next;
  }
  if (first === 0) return { wrappers: [], assignments, words };
  const wrappers = words.slice(0, first).filter((word) => !assignmentIn(word));
  return { wrappers, assignments, words: words.slice(first) };
}

/** The last part of the path of a command's program, if it is literal. */
export function programName(word: ShellWord | undefined): string | undefined {
  const literal = word?.literal;
  return literal === undefined || literal === ''
    ? undefined
    : literal.slice(literal.lastIndexOf('/') + 1);
}

function skipOptions(
  words: readonly ShellWord[],
  first: number,
  { valued = '', valuedLong = [], operands = 0 }: Wrapper,
  assignments: ShellAssignment[],
): number | undefined {
  const name = programName(words[first]);
  let at = first + 1;
  for (; at < words.length; at += 1) {
    const text = words[at]?.value ?? '';
    if (text === '--') {
      at += 1;
      break;
    }
    // `env -` is `env -i` (GNU coreutils 9, env invocation).
    if (!text.startsWith('-') || (text === '-' && name !== 'env')) break;
    // `command -v go` asks where a program is and does not run it.
    if (name === 'command' && /^-[vV]/.test(text)) return undefined;
    const isShort = !text.startsWith('--');
    if (isShort ? valued.includes(text.slice(-1)) : valuedLong.includes(text)) at += 1;
  }
  if (name === 'env' || name === 'sudo') {
    for (; at < words.length; at += 1) {
      const word = words[at];
      const assignment = word && assignmentIn(word);
      if (!assignment) break;
      assignments.push(assignment);
    }
  }
  return at + operands;
}
