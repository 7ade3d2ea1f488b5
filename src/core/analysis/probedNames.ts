import {
  branchesOf,
  type ShellCommand,
  type ShellScript,
  type ShellWord,
} from '../shell/script.ts';
import { isProbe } from './architectureTests.ts';

/** A probe of the machine, and a command that names a file, or a compiler's target, by what it found. */
export interface ProbedName {
  readonly probe: ShellCommand;
  /** The word that substitutes the probe. */
  readonly word?: ShellWord;
  /** The command in a word of which that stands. */
  readonly owner: ShellCommand;
  readonly user: ShellCommand;
}

/** xx-info tells of the target. */
function isHostProbe(command: ShellCommand): boolean {
  return isProbe(command) && command.name !== 'xx-info';
}

interface Origin {
  readonly probe: ShellCommand;
  readonly word?: ShellWord;
  readonly owner: ShellCommand;
}

/**
 * What a script names by a probe: directly, by a variable that got it, or by one that was set in a branch
 * which asks for it. Linear.
 */
export function probedNames({ commands }: ShellScript): readonly ProbedName[] {
  const origins = new Map<string, Origin>();
  const found: ProbedName[] = [];
  for (const command of commands) {
    const { assignments, words } = command;
    for (const { name, value } of assignments) {
      const origin = originOf(value, command, origins) ?? branchOrigin(command, origins);
      if (!origin) continue;
      origins.set(name, origin);
      if (name === 'GOARCH' && words.length > 0) found.push({ ...origin, user: command });
    }
    for (const word of words.slice(1)) {
      if (!/[/.]/.test(word.value)) continue;
      const origin = originOf(word, command, origins);
      if (origin) found.push({ ...origin, user: command });
    }
  }
  return found;
}

function originOf(
  word: ShellWord,
  owner: ShellCommand,
  origins: ReadonlyMap<string, Origin>,
): Origin | undefined {
  const probe = word.commands.find(isHostProbe);
  if (probe) return { probe, word, owner };
  for (const { name } of word.variables) {
    const origin = origins.get(name);
    if (origin) return origin;
  }
  return undefined;
}

function branchOrigin(
  command: ShellCommand,
  origins: ReadonlyMap<string, Origin>,
): Origin | undefined {
  for (const { kind, words, commands } of branchesOf(command)) {
    if (kind !== 'case' && kind !== 'if' && kind !== 'and') continue;
    for (const word of words) {
      const origin = originOf(word, command, origins);
      // What stands in a condition is no word of the command's.
      if (origin) return { probe: origin.probe, owner: origin.owner };
    }
    const probe = commands.find(isHostProbe);
    if (probe) return { probe, owner: command };
  }
  return undefined;
}
