import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { dockerDirectory } from './dockerDirectory.ts';
import { readStoreFile } from './storeFile.ts';

const metaSchema = z.object({
  Endpoints: z.object({
    docker: z.object({ Host: z.optional(z.string()), SkipTLSVerify: z.optional(z.boolean()) }),
  }),
});

/** Surroundings that decide which engine docker talks to. */
export interface DockerSurroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
}

/** Where an engine is, and how docker would speak to it. */
export interface EngineAddress {
  /**
   * e.g. `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2376`,
   * `ssh://me@host`
   */
  readonly url: string;
  /** Of `tcp:` addresses alone; without it they are asked by plain http. */
  readonly tls?: EngineTls;
}

/** How a connection to an engine is secured. */
export interface EngineTls {
  /** Folder with ca.pem, cert.pem and key.pem, as far as they are there. */
  readonly folder: string;
  /** Whether the engine must show a certificate of an authority that is trusted. */
  readonly verify: boolean;
}

/**
 * The engine behind the endpoint of a builder's node: a URL itself or the name of a docker context.
 * Undefined when no such context is known. What docker's variables say of TLS holds for URLs and for the
 * default context; other contexts bring their own (docker/cli 29, cli/flags/options.go and
 * cli/context/docker/load.go).
 *
 * @example engineAddress('default', { environment: {}, platform: 'linux' }) → { url: 'unix:///var/run/docker.sock' }
 */
export async function engineAddress(
  endpoint: string,
  surroundings: DockerSurroundings,
): Promise<EngineAddress | undefined> {
  const { environment } = surroundings;
  if (endpoint.includes('://')) return withTls(endpoint, tlsOfEnvironment(environment));
  if (endpoint === 'default') {
    const tls = tlsOfEnvironment(environment);
    return withTls(defaultUrl(surroundings, tls !== undefined), tls);
  }
  return contextAddress(endpoint, environment);
}

async function contextAddress(
  name: string,
  environment: NodeJS.ProcessEnv,
): Promise<EngineAddress | undefined> {
  const id = createHash('sha256').update(name).digest('hex');
  const contexts = join(dockerDirectory(environment), 'contexts');
  const meta = metaSchema.safeParse(await readJson(join(contexts, 'meta', id, 'meta.json')));
  const { Host: url, SkipTLSVerify: isUnverified = false } = meta.data?.Endpoints.docker ?? {};
  if (url === undefined) return undefined;
  const folder = join(contexts, 'tls', id, 'docker');
  const hasTls = isUnverified || (await exists(folder));
  return withTls(url, hasTls ? { folder, verify: !isUnverified } : undefined);
}

/** Only `tcp:` can be secured so; docker looks past it for sockets and ssh. */
function withTls(url: string, tls: EngineTls | undefined): EngineAddress {
  return tls !== undefined && /^(?:tcp|https?):/.test(url) ? { url, tls } : { url };
}

function tlsOfEnvironment(environment: NodeJS.ProcessEnv): EngineTls | undefined {
  const { DOCKER_TLS_VERIFY: verified, DOCKER_TLS: unverified } = environment;
  if (!verified && !unverified) return undefined;
  const { DOCKER_CERT_PATH: chosen = '' } = environment;
  const folder = chosen === '' ? dockerDirectory(environment) : chosen;
  return { folder, verify: Boolean(verified) };
}

/** The engine that docker talks to when it is told of no other; undefined for an unknown context. */
export async function currentEngine(
  surroundings: DockerSurroundings,
): Promise<EngineAddress | undefined> {
  return engineAddress(await currentContext(surroundings.environment), surroundings);
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

function defaultUrl({ environment, platform }: DockerSurroundings, hasTls: boolean): string {
  const host = environment['DOCKER_HOST'];
  if (host) return host;
  // docker/cli 29, opts/hosts.go
  if (hasTls) return 'tcp://localhost:2376';
  return platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
}

async function exists(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  );
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readStoreFile(file));
  } catch {
    return undefined;
  }
}
