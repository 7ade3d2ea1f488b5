import * as z from 'zod/mini';
import type { EngineRegistries } from '../../core/facts.ts';
import { succeed } from '../../core/result.ts';
import { runDocker, type DockerCommand } from './dockerCommand.ts';

/** `docker info` waits for the engine; a stopped Docker Desktop can take this long to say no. */
const timeout = 4_000;

/**
 * The part of `docker info --format '{{json .RegistryConfig}}'` that says where images are pulled
 * from. Without an engine the client still exits 0 on some versions and prints `null`.
 */
const registryConfig = z.object({
  Mirrors: z.optional(z.nullable(z.array(z.string()))),
  InsecureRegistryCIDRs: z.optional(z.nullable(z.array(z.string()))),
  IndexConfigs: z.optional(
    z.nullable(z.record(z.string(), z.object({ Secure: z.optional(z.boolean()) }))),
  ),
});

const none: EngineRegistries = { mirrors: [], insecure: [] };

/** Reads the output of {@link readEngineRegistries}'s command; anything unexpected gives nothing. */
export function parseEngineRegistries(output: string): EngineRegistries {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    return none;
  }
  return engineRegistriesOf(json);
}

/** Reads `RegistryConfig` of `GET /info`; anything unexpected gives nothing. */
export function engineRegistriesOf(json: unknown): EngineRegistries {
  const parsed = registryConfig.safeParse(json);
  if (!parsed.success) return none;
  const { Mirrors, InsecureRegistryCIDRs, IndexConfigs } = parsed.data;
  const insecureHosts = Object.entries(IndexConfigs ?? {})
    .filter(([, { Secure }]) => Secure === false)
    .map(([host]) => host);
  return { mirrors: Mirrors ?? [], insecure: [...(InsecureRegistryCIDRs ?? []), ...insecureHosts] };
}

const engineRegistries: DockerCommand<EngineRegistries> = {
  args: ['info', '--format', '{{json .RegistryConfig}}'],
  timeout,
  parse: (stdout) => succeed(parseEngineRegistries(stdout)),
};

/**
 * Asks the Docker engine for its registry mirrors and insecure registries. No engine, no docker, no
 * answer in time: none of either.
 *
 * @param docker path of the docker client
 */
export async function readEngineRegistries(
  docker: string,
  signal?: AbortSignal,
): Promise<EngineRegistries> {
  const answer = await runDocker(docker, engineRegistries, signal);
  return answer.ok ? answer.value : none;
}
