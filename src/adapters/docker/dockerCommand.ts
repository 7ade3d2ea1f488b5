import { homedir } from 'node:os';
import type { Result } from '../../core/result.ts';
import { runProgram, type RunFailure } from '../process.ts';

/** A docker command line as a value: what is run, for how long, and how its answer is read. */
export interface DockerCommand<T> {
  /** Arguments after `docker`. */
  readonly args: readonly string[];
  /** Longest time for it, in ms. */
  readonly timeout: number;
  /** Folder that it runs in; the user's own when left out. */
  readonly cwd?: string;
  /** Reads standard output; the problem names what was not as expected. */
  parse(stdout: string): Result<T>;
}

/** Why a docker command gave no answer. */
export type DockerFailure = RunFailure | { readonly kind: 'unreadable'; readonly message: string };

/** The answer of a docker command. */
export type DockerAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: DockerFailure };

/**
 * Runs a docker command and reads its answer. Never rejects.
 *
 * @param docker path or name of the docker program
 */
export async function runDocker<T>(
  docker: string,
  command: DockerCommand<T>,
  signal?: AbortSignal,
): Promise<DockerAnswer<T>> {
  const result = await runProgram(
    { command: docker, args: command.args },
    {
      timeout: command.timeout,
      // Not the workspace without need: Windows looks for programs in the current directory first.
      cwd: command.cwd ?? homedir(),
      ...(signal === undefined ? {} : { signal }),
    },
  );
  if (!result.ok) return result;
  const answer = command.parse(result.stdout);
  if (answer.ok) return answer;
  return { ok: false, failure: { kind: 'unreadable', message: answer.problem.message } };
}
