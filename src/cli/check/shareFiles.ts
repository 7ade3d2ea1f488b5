import type { FileProblem } from '../../core/project/fileProblem.ts';
import type { CheckedFile } from '../checkedFilesText.ts';
import type { ReadBake } from '../fileProjects.ts';
import { CommandError } from '../terminal.ts';
import type { Keep } from './keptOfFile.ts';
import { openChecks, type CheckPorts, type Outcome, type Place } from './openChecks.ts';
import type { FromThread, ThreadLine, ThreadQuestion, ToThread } from './threadMessages.ts';

/** The files of a call that could be judged, and what is wrong with others, both in the order of the files. */
export interface Checked<T> {
  readonly files: readonly T[];
  readonly problems: readonly FileProblem[];
}

/** A thread that helps: see `checkInThread`. */
export interface Helper extends ThreadLine<FromThread, ToThread> {
  /** Resolves when the thread has ended, by itself or because it broke. */
  readonly ended: Promise<void>;
  end(): void;
}

/** Who is asked by threads, and by this one: each question once for all of them. */
export interface SharedPorts extends CheckPorts {
  readonly readBake: ReadBake;
}

/** How many files are given away at a time: few, so that all threads end at the same time. */
const filesAtOnce = 20;

/**
 * Checks files, in this thread alone.
 *
 * @param keep what is kept of each
 * @throws {CommandError} when interrupted
 */
export async function checkAlone<T>(
  paths: readonly string[],
  ports: CheckPorts,
  keep: Keep<T>,
): Promise<Checked<T>> {
  const sorted = inOrder<T>();
  const checks = openChecks(ports, keep, sorted);
  await unlessInterrupted(ports.asked.signal, async () => {
    for (const some of portions(paths)) await checks.add(some);
    await checks.settle();
  });
  return sorted.result();
}

/**
 * The same with the help of threads: whoever is done with some files takes the next. The files of a thread that breaks
 * are checked here, where a mistake by which it broke is told as always.
 *
 * @throws {CommandError} when interrupted
 */
export async function checkTogether(
  paths: readonly string[],
  ports: SharedPorts,
  keep: Keep<CheckedFile>,
  helpers: readonly Helper[],
): Promise<Checked<CheckedFile>> {
  const { signal } = ports.asked;
  const sorted = inOrder<CheckedFile>();
  const checks = openChecks(ports, keep, sorted);
  const waiting = portions(paths);
  const next = () => waiting.shift();
  const helping = Promise.all(helpers.map((helper) => help(helper, next, ports, sorted)));
  // It is waited for when this thread has done its part, or not at all.
  helping.catch(() => undefined);
  const work = async () => {
    for (let some = next(); some !== undefined; some = next()) await checks.add(some);
    const [left] = await Promise.all([helping, checks.settle()]);
    await checks.add(left.flat());
    await checks.settle();
  };
  const stopped = abortOf(signal);
  try {
    await unlessInterrupted(signal, () => Promise.race([work(), stopped.rejected]));
  } finally {
    stopped.forget();
    for (const helper of helpers) helper.end();
  }
  return sorted.result();
}

/**
 * Gives files to a thread as long as there are any: always some to go on with, while it waits for the next.
 *
 * @returns the files that it has not checked when it broke
 */
function help(
  helper: Helper,
  next: () => readonly Place[] | undefined,
  ports: SharedPorts,
  outcome: Outcome<CheckedFile>,
): Promise<readonly Place[]> {
  return new Promise((resolve, reject) => {
    const left = new Map<number, Place>();
    const give = () => {
      const files = next();
      for (const file of files ?? []) left.set(file.at, file);
      helper.send({ kind: 'files', files });
    };
    helper.listen((message) => {
      if (message.kind === 'ask') {
        const { id, question } = message;
        answerTo(question, ports).then((answer) => {
          helper.send({ kind: 'answer', id, answer });
        }, reject);
        return;
      }
      for (const [at, problems] of message.problems) outcome.problems(at, problems);
      for (const [at, file] of message.files) {
        outcome.file(at, file);
        left.delete(at);
      }
      if (message.kind === 'checked') give();
      else resolve([]);
    });
    void helper.ended.then(() => {
      resolve([...left.values()]);
    });
    give();
    give();
  });
}

function answerTo(question: ThreadQuestion, ports: SharedPorts): Promise<unknown> {
  switch (question.about) {
    case 'images':
      return ports.asked.images(question.needs);
    case 'buildPlatform':
      return ports.asked.buildPlatform();
    case 'bake':
      return ports.readBake(question.folder, question.files);
  }
}

function portions(paths: readonly string[]): (readonly Place[])[] {
  const places = paths.map((path, at) => ({ at, path }));
  return Array.from({ length: Math.ceil(places.length / filesAtOnce) }, (_, index) =>
    places.slice(index * filesAtOnce, (index + 1) * filesAtOnce),
  );
}

/** Puts what is found out into the order of the files. */
function inOrder<T>(): Outcome<T> & { readonly result: () => Checked<T> } {
  const files = new Map<number, T>();
  const problems = new Map<number, readonly FileProblem[]>();
  const sorted = <V>(found: ReadonlyMap<number, V>) =>
    [...found].sort(([a], [b]) => a - b).map(([, value]) => value);
  return {
    file: (at, file) => files.set(at, file),
    problems: (at, found) => problems.set(at, found),
    result: () => ({ files: sorted(files), problems: sorted(problems).flat() }),
  };
}

async function unlessInterrupted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw new CommandError('interrupted.');
    throw error;
  }
}

/** Rejects when a signal is aborted. */
function abortOf(signal: AbortSignal) {
  let forget: () => void = () => undefined;
  const rejected = new Promise<never>((_, reject) => {
    const tell = () => {
      reject(new CommandError('interrupted.'));
    };
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell);
    forget = () => {
      signal.removeEventListener('abort', tell);
    };
  });
  return { rejected, forget };
}
