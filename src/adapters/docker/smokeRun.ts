import { homedir } from 'node:os';
import {
  smokeArguments,
  type PlatformImage,
  type SmokeCommand,
} from '../../core/image/runCommands.ts';
import { runProgram, type RunFailure } from '../process.ts';

/** How a smoke run ended. */
export type SmokeEnd =
  | {
      readonly kind: 'exit';
      /** Null when a signal ended docker itself. */
      readonly code: number | null;
      /** What it wrote; the last lines where it failed. */
      readonly output: string;
    }
  | Exclude<RunFailure, { readonly kind: 'exit' }>
  /** The image or the platform cannot be an argument. */
  | { readonly kind: 'refused'; readonly message: string };

/** Largest output, in bytes. */
const outputLimit = 1024 * 1024;

/** Longest time for removing a container, in ms. */
const removalTimeout = 20_000;

/**
 * Runs an image for a platform to its end, or until its time is over; the container is gone then. Never rejects.
 *
 * @param docker path or name of the docker program
 * @param timeout in ms, a pull included
 */
export async function smokeRun(
  docker: string,
  image: PlatformImage,
  command: SmokeCommand,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<SmokeEnd> {
  const args = smokeArguments(image, command);
  if (!args.ok) return { kind: 'refused', message: args.problem.message };
  // Not the workspace: Windows looks for programs in the current directory first.
  const limits = { timeout, signal, outputLimit, cwd: homedir() };
  const result = await runProgram({ command: docker, args: args.value }, limits);
  if (result.ok) return { kind: 'exit', code: 0, output: joined(result.stdout, result.stderr) };
  const { failure } = result;
  if (failure.kind === 'exit') {
    return { kind: 'exit', code: failure.code, output: joined(failure.stdout, failure.stderr) };
  }
  if (failure.kind !== 'not-found' && failure.kind !== 'not-started') {
    // The engine goes on with what docker has left.
    const removal = ['rm', '--force', '--volumes', command.container];
    const removing = { timeout: removalTimeout, cwd: homedir() };
    await runProgram({ command: docker, args: removal }, removing);
  }
  return failure;
}

function joined(stdout: string, stderr: string): string {
  return [stdout, stderr].filter((text) => text.trim() !== '').join('\n');
}
