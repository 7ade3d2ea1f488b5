import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const start = promisify(execFile);

/** What a program wrote, and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs docker in the lab; rejects with its messages when it fails. Returns standard output. */
export async function docker(...args: readonly string[]): Promise<string> {
  return (await start('docker', args)).stdout;
}

/** Runs docker in the lab and returns what it said of its progress (standard error). */
export async function dockerProgress(...args: readonly string[]): Promise<string> {
  return (await start('docker', args)).stderr;
}

/** Runs the command line as it is shipped, whatever it ends with. */
export async function multiarch(...args: readonly string[]): Promise<Outcome> {
  try {
    return { code: 0, ...(await start(process.execPath, ['dist/cli.js', ...args])) };
  } catch (error) {
    if (!isOutcome(error)) throw error;
    return error;
  }
}

function isOutcome(error: unknown): error is Error & Outcome {
  return error instanceof Error && 'code' in error && typeof error.code === 'number';
}
