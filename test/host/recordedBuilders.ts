import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeAnswer } from './fakeDocker.ts';

interface Recording {
  readonly runs: readonly {
    readonly args: readonly string[];
    readonly exit: number;
    readonly stdout: string;
    readonly stderr: string;
  }[];
}

/**
 * What buildx answered where it had three builders: `bk` with one node, `multi` with two, and
 * `default`, whose engine does not run.
 */
export function recordedBuilders(): readonly FakeAnswer[] {
  const file = join(__dirname, '../fixtures/vectors/buildx-builders.json');
  const { runs } = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  return (
    runs
      .map(({ args, exit, stdout, stderr }) => ({
        words: args.join(' '),
        stdout,
        stderr,
        exitCode: exit,
      }))
      // The longest command line first: `buildx ls` would answer for all that begin with it.
      .sort((a, b) => b.words.length - a.words.length)
  );
}
