import { debugEnvironment, debugQuestion } from '../../core/build/debugRequest.ts';
import { runProgram } from '../process.ts';

/** Time for an answer, in ms. */
const timeout = 10_000;

/**
 * Whether `docker buildx dap` is there. Its help says so: what buildx does not know gets the help of all, and
 * exit code 0 (seen with 0.13).
 *
 * @param docker path or name of the program
 */
export async function canDebugBuilds(docker: string): Promise<boolean> {
  const environment = { ...process.env, ...debugEnvironment };
  const program = { command: docker, args: debugQuestion };
  const answer = await runProgram(program, { timeout, environment });
  return answer.ok && answer.stdout.includes('buildx dap build');
}
