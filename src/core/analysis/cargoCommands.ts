import { EXPANSION, type ShellCommand, type ShellScript } from '../shell/script.ts';
import type { SameValues } from './sameValues.ts';

/** Subcommands that compile nothing into the target directory. */
const OTHERS = new Set([
  ...[
    'add',
    'fetch',
    'fmt',
    'generate-lockfile',
    'help',
    'info',
    'init',
    'locate-project',
    'login',
  ],
  ...[
    'metadata',
    'new',
    'pkgid',
    'remove',
    'search',
    'tree',
    'update',
    'vendor',
    'version',
    'clean',
  ],
]);

/** Options of `cargo build` that take a value, so that a variable behind them is no further option. */
const VALUED = new Set([
  ...[
    '-p',
    '--package',
    '--bin',
    '--example',
    '--test',
    '--bench',
    '-F',
    '--features',
    '--profile',
  ],
  ...['-j', '--jobs', '--manifest-path', '--target-dir', '--config', '--color', '--path', '--root'],
  ...['--recipe-path', '--message-format', '--artifact-dir', '--version'],
]);

/**
 * Whether a command has cargo compile for the platform that it runs on, so that the files stand in
 * `target/release`. With `--target`, or CARGO_BUILD_TARGET, they stand in a directory for the platform.
 */
export function buildsForHost(
  { name, words, assignments }: ShellCommand,
  script: ShellScript,
  values: SameValues,
): boolean {
  if (name !== 'cargo') return false;
  const options = words.slice(1);
  const command = options.find(({ value }) => !/^[+-]/.test(value))?.literal;
  if (command === undefined || OTHERS.has(command)) return false;
  const isLocal = options.some(({ value }) => /^--path(?:=|$)/.test(value));
  // Other programs than those of the source are compiled in a directory of their own.
  if (command === 'install' && !isLocal) return false;
  const setsTarget =
    script.assigned.has(TARGET) ||
    values.valueOf(TARGET) !== undefined ||
    values.differs(TARGET) ||
    assignments.some((one) => one.name === TARGET);
  if (setsTarget) return false;
  return !options.some(
    ({ value }, index) =>
      /^--target(?:=|$)/.test(value) ||
      (value === EXPANSION && !VALUED.has(options[index - 1]?.value ?? '')),
  );
}

const TARGET = 'CARGO_BUILD_TARGET';
const DIRECTORY = 'CARGO_TARGET_DIR';

/** The directories that a cargo command, or the environment, names for what is compiled. */
export function cargoDirectories(
  { words, assignments }: ShellCommand,
  values: SameValues,
): readonly string[] {
  const named = words.flatMap(({ literal = '' }, index) => {
    if (words[index - 1]?.value === '--target-dir') return [literal];
    return literal.startsWith('--target-dir=') ? [literal.slice('--target-dir='.length)] : [];
  });
  const own = assignments.filter(({ name }) => name === DIRECTORY);
  return [
    ...named,
    ...own.map(({ value }) => value.literal ?? ''),
    values.valueOf(DIRECTORY) ?? '',
  ];
}
