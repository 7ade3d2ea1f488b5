import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../process.ts';
import { explainFailure, type DockerProblem } from './dockerProblem.ts';

/** Something that docker is told to do. */
export interface DockerAction {
  /** Arguments after `docker`. */
  readonly args: readonly string[];
  /** Longest time for it, in ms. */
  readonly timeout: number;
  /**
   * Files that are there while it runs, in the folder that it runs in: name → text. The arguments name
   * them as they are, so that the same line works where somebody has them.
   */
  readonly files?: Readonly<Record<string, string>>;
}

/** What docker wrote, or why it did not do it. */
export type ActionAnswer =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly problem: DockerProblem };

/**
 * Lets docker do something. Never rejects because of docker; the folder of the files is the user's alone,
 * and gone afterwards.
 *
 * @param docker path or name of the docker program
 * @throws when the files cannot be written
 */
export async function runAction(
  docker: string,
  { args, timeout, files }: DockerAction,
  signal?: AbortSignal,
): Promise<ActionAnswer> {
  // Never the workspace: Windows looks for programs in the current directory first.
  const folder = files === undefined ? undefined : await mkdtemp(join(tmpdir(), 'multiarch-'));
  try {
    for (const [name, text] of Object.entries(files ?? {})) {
      await writeFile(join(folder ?? '', name), text, { mode: 0o600 });
    }
    const options = { timeout, cwd: folder ?? homedir(), ...(signal && { signal }) };
    const result = await runProgram({ command: docker, args }, options);
    // buildx tells on standard error what it has removed.
    if (result.ok) return { ok: true, output: result.stdout || result.stderr };
    const problem = await explainFailure(docker, result.failure, signal);
    return { ok: false, problem: reasonOf(problem, result.failure) };
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** `buildx rm` ends with `ERROR: failed to remove one or more builders`; the reason stands above. */
function reasonOf(problem: DockerProblem, failure: object): DockerProblem {
  if (problem.code !== 'failed' || !('stderr' in failure)) return problem;
  const reason = /^failed to remove [^\n]*/m.exec(String(failure.stderr))?.[0];
  return reason === undefined ? problem : { code: 'failed', message: reason.slice(0, 500) };
}
