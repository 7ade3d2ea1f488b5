import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';

/** Largest config file that is read, in bytes. */
const sizeLimit = 1024 * 1024;

/** Of docker's config.json (docker/cli 29, cli/config/configfile) only what names hosts. */
const dockerConfig = z.object({
  auths: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  credHelpers: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});

/** The folder of docker's client configuration: `DOCKER_CONFIG`, else `.docker` in the home folder. */
export function dockerConfigFolder(environment: NodeJS.ProcessEnv): string {
  const folder = environment['DOCKER_CONFIG'];
  return folder !== undefined && folder !== '' ? folder : path.join(homedir(), '.docker');
}

/**
 * The registry hosts that the user's docker configuration names, because of a login or a credential
 * helper: `host` or `host:port`. Docker Hub's key gives `index.docker.io`. Nothing secret is kept.
 */
export function configuredHosts(configText: string): readonly string[] {
  let json: unknown;
  try {
    json = JSON.parse(configText);
  } catch {
    return [];
  }
  const config = dockerConfig.safeParse(json);
  if (!config.success) return [];
  const keys = [
    ...Object.keys(config.data.auths ?? {}),
    ...Object.keys(config.data.credHelpers ?? {}),
  ];
  return [...new Set(keys.map(hostOfKey).filter((host) => host !== ''))];
}

/** Reads {@link configuredHosts} from the user's file; no file, no hosts. */
export async function readConfiguredHosts(
  environment: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const file = path.join(dockerConfigFolder(environment), 'config.json');
  try {
    const { size } = await stat(file);
    return size > sizeLimit ? [] : configuredHosts(await readFile(file, 'utf8'));
  } catch {
    return [];
  }
}

/** Keys are hosts, or URLs as old clients wrote them: `https://index.docker.io/v1/`. */
function hostOfKey(key: string): string {
  return key.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
}
