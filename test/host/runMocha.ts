import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** The outcome of a run, as the tier's runner reads it. */
export interface Outcome {
  readonly passed: readonly { readonly title: string; readonly ms: number }[];
  readonly failed: readonly { readonly title: string; readonly error: string }[];
  /** What failed first and was done once more: said at the end of the run, also when it passed then. */
  readonly repeated: readonly { readonly title: string; readonly error: string }[];
}

/** How tests are run. */
export interface MochaOptions {
  /**
   * How often a failed test is done once more (0 unless told). Only for tests that use a window by mouse and keys:
   * VS Code loses clicks on rows that it draws anew, and its own smoke tests repeat for the same reason. A file whose
   * tests go on where the one before ended, which its suite says by `retries(0)`, is done once more as a whole.
   */
  readonly retries?: number;
}

/**
 * Runs test files, or those of their tests whose title matches the expression `MULTIARCH_GREP`, and writes the
 * {@link Outcome} to a file, because the exit code of an editor says little: it is 0 as well when the extension host
 * died.
 *
 * @returns the number of failures
 */
export async function runMocha(
  files: readonly string[],
  resultFile: string,
  { retries = 0 }: MochaOptions = {},
): Promise<number> {
  const first = await runOnce(files, retries);
  const walks = new Set(first.failed.flatMap(({ walk }) => (retries > 0 ? (walk ?? []) : [])));
  const again = walks.size > 0 ? await runOnce([...walks], retries) : undefined;
  const isKept = ({ file }: Told) => !walks.has(file);
  const lost = first.failed.filter((told) => !isKept(told));
  const passed = [...first.passed.filter(isKept), ...(again?.passed ?? [])];
  const failed = [...first.failed.filter(isKept), ...(again?.failed ?? [])];
  const repeated = [...first.repeated, ...lost, ...(again?.repeated ?? [])];
  const outcome: Outcome = {
    passed: passed.map(({ title, ms }) => ({ title, ms })),
    failed: failed.map(({ title, error }) => ({ title, error })),
    repeated: repeated.map(({ title, error }) => ({ title, error })),
  };
  writeFileSync(resultFile, JSON.stringify(outcome));
  return failed.length;
}

/** What a run tells of a test, or of a hook. */
interface Told {
  readonly title: string;
  readonly file: string;
}

type Passed = Told & { readonly ms: number };
type Failed = Told & {
  readonly error: string;
  /** Its file, where the tests of that go on where the one before ended. */
  readonly walk: string | undefined;
};

async function runOnce(files: readonly string[], retries: number) {
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, reporter: 'spec', color: false, retries });
  const wanted = process.env['MULTIARCH_GREP'];
  if (wanted !== undefined) mocha.grep(new RegExp(wanted));
  for (const file of files) mocha.addFile(file);
  // A file that was loaded before would tell its tests to nobody.
  mocha.unloadFiles();
  const passed: Passed[] = [];
  const failed: Failed[] = [];
  const repeated: Failed[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on('pass', (test) => {
      passed.push({ ...toldOf(test), ms: test.duration ?? 0 });
    });
    runner.on('fail', (test, error: unknown) => {
      const failure = failureOf(test, error);
      failed.push(failure);
      if (failure.walk !== undefined) leaveOutRest(test);
    });
    runner.on('retry', (test: Mocha.Test, error: unknown) => {
      repeated.push(failureOf(test, error));
    });
  });
  return { passed, failed, repeated };
}

function toldOf(test: Mocha.Runnable): Told {
  return { title: test.fullTitle(), file: test.file ?? '' };
}

function failureOf(test: Mocha.Runnable, error: unknown): Failed {
  const told = toldOf(test);
  const walk = test.parent?.retries() === 0 ? told.file : undefined;
  return { ...told, walk, error: stackOf(error) };
}

/** Nothing of a walk can come true behind the step that failed; each would take its whole time to say so. */
function leaveOutRest({ parent }: Mocha.Runnable): void {
  let walk = parent;
  while (walk?.parent !== undefined && !walk.parent.root) walk = walk.parent;
  walk?.eachTest((test) => {
    if (test.state === undefined) test.pending = true;
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
