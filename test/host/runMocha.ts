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
   * VS Code loses clicks on rows that it draws anew, and its own smoke tests repeat for the same reason.
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
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, reporter: 'spec', color: false, retries });
  const wanted = process.env['MULTIARCH_GREP'];
  if (wanted !== undefined) mocha.grep(new RegExp(wanted));
  for (const file of files) mocha.addFile(file);
  const passed: { title: string; ms: number }[] = [];
  const failed: { title: string; error: string }[] = [];
  const repeated: { title: string; error: string }[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      writeFileSync(resultFile, JSON.stringify({ passed, failed, repeated } satisfies Outcome));
      resolve(failures);
    });
    runner.on('pass', (test) => {
      passed.push({ title: test.fullTitle(), ms: test.duration ?? 0 });
    });
    runner.on('fail', (test, error: unknown) => {
      failed.push({ title: test.fullTitle(), error: stackOf(error) });
    });
    runner.on('retry', (test: Mocha.Test, error: unknown) => {
      repeated.push({ title: test.fullTitle(), error: stackOf(error) });
    });
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
