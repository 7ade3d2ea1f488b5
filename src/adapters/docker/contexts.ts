import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { dockerDirectory } from './dockerDirectory.ts';

const metaSchema = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.optional(z.string()) }) }),
});

/** Surroundings that decide which engine docker talks to. */
export interface DockerSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/**
 * URL of the engine behind the endpoint of a builder's node: a URL itself or the name of a docker
 * context. Undefined when no such context is known.
 *
 * @example engineUrl('default', { environment: {}, platform: 'linux' }) → 'unix:///var/run/docker.sock'
 */
export async function engineUrl(
  endpoint: string,
  surroundings: DockerSurroundings,
): Promise<string | undefined> {
  if (endpoint.includes('://')) return endpoint;
  if (endpoint === 'default') return defaultUrl(surroundings);
  const id = createHash('sha256').update(endpoint).digest('hex');
  const file = join(dockerDirectory(surroundings.environment), 'contexts', 'meta', id, 'meta.json');
  const meta = metaSchema.safeParse(await readJson(file));
  return meta.success ? meta.data.Endpoints.docker.Host : undefined;
}

const configSchema = z.object({ currentContext: z.optional(z.string()) });

/** Name of the docker context in use (docker/cli 29, cli/command/cli.go, resolveContextName). */
export async function currentContext(environment: NodeJS.ProcessEnv): Promise<string> {
  if (environment['DOCKER_HOST']) return 'default';
  const chosen = environment['DOCKER_CONTEXT'];
  if (chosen) return chosen;
  const config = await readJson(join(dockerDirectory(environment), 'config.json'));
  const context = configSchema.safeParse(config).data?.currentContext;
  return context === undefined || context === '' ? 'default' : context;
}

function defaultUrl({ environment, platform }: DockerSurroundings): string {
  const host = environment['DOCKER_HOST'];
  if (host) return host;
  return platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
