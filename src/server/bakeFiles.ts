import type { BakeTargets } from '../adapters/workspace/projectReader.ts';
import { say } from '../core/language.ts';
import type { Result } from '../core/result.ts';

/** What docker makes of the bake files of folders; each folder is asked about once. */
export interface BakeFiles {
  /** Never rejects, and never waits for long: a late answer is told by `onLate`. */
  read(folder: string, files: readonly string[]): Promise<BakeTargets>;
  /** A file was changed, or docker may be asked now. */
  forget(): void;
}

/** Who is asked, and who hears of news. */
export interface BakePorts {
  /** Fails with the reason, the end of a sentence. */
  readonly ask: (folder: string, files: readonly string[]) => Promise<Result<BakeTargets>>;
  /** {@link BakeFiles.read} would answer more now. */
  readonly onLate: () => void;
  /** How long findings wait for docker, in ms; 2,000 by default. */
  readonly patience?: number;
}

/** Makes one that has asked nothing yet. */
export function createBakeFiles({ ask, onLate, patience = 2_000 }: BakePorts): BakeFiles {
  const answers = new Map<string, Promise<BakeTargets>>();

  async function request(folder: string, files: readonly string[]): Promise<BakeTargets> {
    try {
      const answer = await ask(folder, files);
      return answer.ok ? answer.value : notRead(files, answer.problem.message);
    } catch {
      // The editor refuses, or ends.
      return notRead(files, say('the editor did not ask docker, which reads it'));
    }
  }

  return {
    async read(folder, files) {
      const known = answers.get(folder) ?? request(folder, files);
      answers.set(folder, known);
      const answer = await within(patience, known);
      if (answer !== undefined) return answer;
      void known.then(() => {
        if (answers.get(folder) === known) onLate();
      });
      return notRead(files, say('docker, which reads it, has not answered yet'));
    },
    forget: () => {
      answers.clear();
    },
  };
}

/** What a promise resolves with; undefined when that takes longer than some ms. */
async function within<T>(time: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, time, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function notRead(files: readonly string[], why: string): BakeTargets {
  return { grouped: [], all: [], problem: say('{0} was not read: {1}.', files.join(', '), why) };
}
