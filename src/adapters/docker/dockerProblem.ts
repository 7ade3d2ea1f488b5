import type { Builder } from '../../core/build/workerNode.ts';
import { buildxVersion } from './buildx.ts';
import { runDocker, type DockerFailure } from './dockerCommand.ts';

/** Why nothing can be said about builders. Each code has one next step for the user. */
export type DockerProblem =
  | { readonly code: 'docker-not-found'; readonly command: string }
  | { readonly code: 'buildx-missing' }
  | { readonly code: 'buildx-too-old'; readonly version: string }
  | { readonly code: 'engine-not-running'; readonly message: string }
  | { readonly code: 'engine-denied'; readonly message: string }
  | { readonly code: 'timeout'; readonly seconds: number }
  | { readonly code: 'cancelled' }
  | { readonly code: 'failed'; readonly message: string };

/** First buildx whose `ls` prints JSON. */
const oldestBuildx = [0, 13] as const;

/**
 * Finds out why a `docker buildx` command failed. A docker without the plugin and a plugin that is too old
 * complain alike (`unknown flag: --format`), so the plugin is asked for its version.
 */
export async function explainFailure(
  docker: string,
  failure: DockerFailure,
  signal?: AbortSignal,
): Promise<DockerProblem> {
  switch (failure.kind) {
    case 'not-found':
      return { code: 'docker-not-found', command: failure.command };
    case 'timeout':
      return { code: 'timeout', seconds: failure.timeout / 1000 };
    case 'cancelled':
      return { code: 'cancelled' };
    case 'not-started':
    case 'unreadable':
      return { code: 'failed', message: failure.message };
    case 'output-too-large':
      return { code: 'failed', message: `more than ${failure.limit} bytes of output` };
    case 'exit': {
      const reach = reachProblem(failure.stderr);
      if (reach !== undefined) return reach;
      const version = await runDocker(docker, buildxVersion, signal);
      if (!version.ok) return { code: 'buildx-missing' };
      if (isTooOld(version.value)) return { code: 'buildx-too-old', version: version.value };
      return { code: 'failed', message: toolMessage(failure.stderr) };
    }
  }
}

/**
 * Whether docker has a buildx that is new enough; the problem when it is known that it has not. Takes at
 * most 10 s.
 *
 * @param docker path or name of the docker program
 */
export async function checkBuildx(
  docker: string,
  signal?: AbortSignal,
): Promise<DockerProblem | undefined> {
  const version = await runDocker(docker, buildxVersion, signal);
  if (version.ok) {
    return isTooOld(version.value) ? { code: 'buildx-too-old', version: version.value } : undefined;
  }
  const { kind } = version.failure;
  if (kind === 'not-found') return { code: 'docker-not-found', command: docker };
  return kind === 'exit' ? { code: 'buildx-missing' } : undefined;
}

/**
 * The problem when no builder works because the engine does not answer; undefined when at least one
 * builder has another fate, which the list itself then shows.
 */
export function engineProblem(builders: readonly Builder[]): DockerProblem | undefined {
  const problems = builders.map((builder) => reachProblem(builderError(builder) ?? ''));
  const [first] = problems;
  return problems.every((problem) => problem !== undefined) ? first : undefined;
}

function builderError({ error, nodes }: Builder): string | undefined {
  if (error !== undefined) return error;
  const errors = nodes.map((node) => node.error);
  return errors.every((text) => text !== undefined) ? errors[0] : undefined;
}

/**
 * Recognises docker's ways of saying that the engine is not there. Wordings: docker/cli v28
 * (`Cannot connect to the Docker daemon`), v29 (`failed to connect to the docker API`), and
 * `error during connect` on Windows.
 */
export function reachProblem(text: string): DockerProblem | undefined {
  const denied = text.search(/permission denied/i);
  const connecting = /connect to the docker (?:daemon|api)|error during connect/i.test(text);
  // In two steps: one expression with a gap would look for the end once per beginning.
  const deniesEngine = denied !== -1 && /docker (?:daemon|api)/i.test(text.slice(denied));
  if (deniesEngine || (connecting && denied !== -1)) {
    return { code: 'engine-denied', message: toolMessage(text) };
  }
  return connecting ? { code: 'engine-not-running', message: toolMessage(text) } : undefined;
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  // A build from source calls itself v0.0.0+unknown: its age cannot be told.
  if (Number.isNaN(major) || Number.isNaN(minor) || version.startsWith('0.0.0')) return false;
  return major < oldestBuildx[0] || (major === oldestBuildx[0] && minor < oldestBuildx[1]);
}

/** The line that matters: docker's and buildx's errors begin with `ERROR:`; else the first line. */
export function toolMessage(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const error = lines.findLast((line) => line.startsWith('ERROR: '));
  return (error?.slice('ERROR: '.length) ?? lines.find((line) => line !== '') ?? '').slice(0, 500);
}
