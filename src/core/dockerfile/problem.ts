import type { Span } from '../text.ts';

/** Something that makes BuildKit refuse the file. */
export interface DockerfileProblem {
  /** BuildKit's text, with the line that it may put in front. */
  readonly message: string;
  /** The same without `dockerfile parse error on line 3: ` in front. */
  readonly cause: string;
  /** The words to underline. */
  readonly span: Span;
  /** When BuildKit notices: it reads all lines first (`parse`), then the instructions in turn. */
  readonly phase: 'parse' | 'instructions';
}
