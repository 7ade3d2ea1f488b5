import type { Random } from '../fuzz/random.ts';

/** Something that is killed at random moments, and what must be true afterwards. */
export interface Trials {
  /**
   * Kills once, and looks at what is left.
   *
   * @param folder of this trial alone; there until the end
   * @returns what was killed when, and what is wrong: nothing if all is as promised
   */
  once(random: Random, folder: string): Promise<Outcome>;
  /** Looks at what has come together in all trials, and closes what they shared. @returns what is wrong */
  close(): Promise<readonly string[]>;
}

/** How one trial ended. */
export interface Outcome {
  /** e.g. `index add, killed after 120 of 310 ms: the tag was old`. */
  readonly what: string;
  readonly wrong: readonly string[];
}
