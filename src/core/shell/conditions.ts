import { MAX_DEPTH } from './cursor.ts';
import type { ShellBranch, ShellCommand } from './script.ts';

/** A branch before it stands in another one. */
export type Condition = Omit<ShellBranch, 'outer'>;

/** Programs whose result usually decides whether others run. */
const TESTS: ReadonlySet<string> = new Set(
  ['[', '[[', 'test', 'grep', 'egrep', 'fgrep', 'expr', 'xx-info'], //
);

/** Whether a program only tests something. */
export function isTest(name: string | undefined): boolean {
  return name !== undefined && TESTS.has(name);
}

/** Whether what follows a program and `&&` runs. */
export function neverFails(name: string | undefined): boolean {
  return name === 'echo' || name === 'printf' || name === 'set';
}

/** Whether nothing runs behind a command. */
export function endsScript(name: string | undefined): boolean {
  return name === 'exit' || name === 'return';
}

/** The condition that commands make. */
export function conditionOf(
  kind: 'if' | 'while' | 'and' | 'or',
  commands: readonly ShellCommand[],
  negated = kind === 'or',
): Condition {
  const words = commands.flatMap((command) => command.words);
  return { kind, negated, words, patterns: [], commands };
}

/** The conditions around the place that is being read. */
export class Conditions {
  #branch: ShellBranch | undefined;
  #depth = 0;
  #guard: Condition | undefined;

  /** The innermost one. */
  get branch(): ShellBranch | undefined {
    return this.#branch;
  }

  /** What follows stands under a condition, too. */
  enter(condition: Condition): void {
    if (this.#depth >= MAX_DEPTH) return;
    this.#depth += 1;
    this.#branch = { ...condition, ...(this.#branch && { outer: this.#branch }) };
  }

  /** Says that what follows the present item of the list only runs under a condition. */
  guard(condition: Condition): void {
    this.#guard = { ...condition, kind: 'guard', negated: !condition.negated };
  }

  /** An item of a list is over: {@link Conditions.guard} takes effect. */
  nextItem(): void {
    if (this.#guard) this.enter(this.#guard);
    this.#guard = undefined;
  }

  /** Does something, and leaves the conditions that were entered meanwhile. */
  keep<T>(act: () => T): T {
    const branch = this.#branch;
    const depth = this.#depth;
    const result = act();
    this.#branch = branch;
    this.#depth = depth;
    return result;
  }
}
