import type { Range } from '../text.ts';

/** What is wrong with a file, so that it does not count, or not all of it. */
export interface FileProblem {
  /** The file, as it is told to people. */
  readonly path: string;
  /** An error: what depends on the file could not be done. */
  readonly severity: 'error' | 'warning';
  /** For people: a sentence. */
  readonly message: string;
  /** The words that are wrong, zero-based; absent where it is the file itself. */
  readonly range?: Range;
}
