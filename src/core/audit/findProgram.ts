import type { TreeNode } from './imageTree.ts';

/** Finds the file that a word of a config, or of a script, names; undefined when the image has none. */
export type FindProgram = (word: string) => FoundFile | undefined;

/** A file that would be started. */
interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly node: TreeNode;
  /** The program that it is handed to, as a word of its own. */
  readonly next?: string | undefined;
}
