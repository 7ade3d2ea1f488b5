import { buildArguments, type BuildRequest } from './buildRequest.ts';

/** Without it, `docker buildx` does not know the command (buildx 0.26 and newer). */
export const debugEnvironment = { BUILDX_EXPERIMENTAL: '1' } as const;

/** Asks whether this buildx can step through a build: it fails where it cannot. */
export const debugQuestion: readonly string[] = ['buildx', 'dap', 'build', '--help'];

/**
 * Arguments of `docker` for a build that is stepped through: a debug adapter on its standard streams.
 *
 * @param request of one Dockerfile for one platform
 */
export function debugArguments(request: BuildRequest): readonly string[] {
  const [buildx = 'buildx', ...build] = buildArguments(request);
  return [buildx, 'dap', ...build];
}
