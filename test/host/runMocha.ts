import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** The outcome of a run, as the tier's runner reads it. */
export interface Outcome {
  readonly passed: readonly { readonly title: string; readonly ms: number }[];
  readonly failed: readonly { readonly title: string; readonly error: string }[];
}

/**
 * Runs test files, or those of their tests whose title matches the expression `MULTIARCH_GREP`, and writes the {@link Outcome} to a file, because the exit code of an editor says
 * little: it is 0 as well when the extension host died.
 *
 * @returns the number of failures
 */
export async function runMocha(files: readonly string[], resultFile: string): Promise<number> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, reporter: 'spec', color: false });
  const wanted = process.env['MULTIARCH_GREP'];
  if (wanted !== undefined) mocha.grep(new RegExp(wanted));
  for (const file of files) mocha.addFile(file);
  const passed: { title: string; ms: number }[] = [];
  const failed: { title: string; error: string }[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run((failures) => {
      writeFileSync(resultFile, JSON.stringify({ passed, failed } satisfies Outcome));
      resolve(failures);
    });
    runner.on('pass', (test) => {
      passed.push({ title: test.fullTitle(), ms: test.duration ?? 0 });
    });
    runner.on('fail', (test, error: unknown) => {
      failed.push({ title: test.fullTitle(), error: stackOf(error) });
    });
  });
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
