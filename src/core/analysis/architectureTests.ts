import { architectureNamed, architectureWords } from '../platform/architectureWords.ts';
import {
  branchesOf,
  type ShellBranch,
  type ShellCommand,
  type ShellScript,
  type ShellWord,
} from '../shell/script.ts';

/** Which commands of a script run on some architectures only, as far as their author tells. */
export interface ArchitectureTests {
  /** Whether a command stands in a branch, or in a list of cases, that asks for the architecture. */
  isTested(command: ShellCommand): boolean;
  /** Whether a variable stands for an architecture, or for what was found out about it. */
  isArchitecture(name: string): boolean;
}

/** What probes the machine that the script runs on. */
export function isProbe({ name, words }: ShellCommand): boolean {
  const operands = words.slice(1).map(({ value }) => value);
  const has = (...options: readonly string[]) => operands.some((word) => options.includes(word));
  switch (name) {
    case 'uname':
      return has('-m', '-p', '-i', '--machine', '-a', '-sm', '-ms');
    case 'arch':
      return operands.length === 0;
    case 'dpkg':
      return has('--print-architecture');
    case 'dpkg-architecture':
      return true;
    case 'apk':
      return has('--print-arch');
    case 'rpm':
      return (
        has('-E', '--eval') &&
        operands.some((word) => /^%\{?\??_(?:arch|host_cpu|target_cpu)/.test(word))
      );
    case 'xx-info':
      return true;
    default:
      return false;
  }
}

const TELLING = /arch|platform|machine|cpu|variant|triple|target|^rid$/i;

/** Finds out which commands of a script are tested. Each branch is looked at once. */
export function architectureTests({ commands }: ShellScript): ArchitectureTests {
  const derived = new Set<string>();
  const known = new Map<ShellBranch, boolean>();
  const isArchitecture = (name: string) => derived.has(name) || TELLING.test(name);
  const tells = (word: ShellWord): boolean =>
    architectureNamed(word.value) !== undefined ||
    architectureWords(word.value).length > 0 ||
    word.variables.some(({ name }) => isArchitecture(name)) ||
    word.commands.some((command) => isProbe(command) || command.words.some(tells));
  const asks = (branch: ShellBranch): boolean => {
    const before = known.get(branch);
    if (before !== undefined) return before;
    const found =
      branch.words.some(tells) || branch.patterns.some(tells) || branch.commands.some(isProbe);
    known.set(branch, found);
    return found;
  };
  for (const command of commands) {
    for (const { name, value } of command.assignments) {
      if (value.commands.some(isProbe) || value.variables.some((use) => isArchitecture(use.name))) {
        derived.add(name);
      }
    }
  }
  return {
    isArchitecture,
    isTested(command) {
      for (let at: ShellCommand | undefined = command; at; at = at.parent) {
        if (branchesOf(at).some(asks)) return true;
      }
      return false;
    },
  };
}
