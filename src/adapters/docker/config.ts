import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { dockerDirectory } from './dockerDirectory.ts';

/** Largest config file that is read, in bytes. */
const sizeLimit = 1024 * 1024;

/** Of docker's config.json (docker/cli 29, cli/config/configfile) only what names hosts. */
const dockerConfig = z.object({
  auths: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  credHelpers: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
});

/** The user's docker configuration file at one moment. */
export interface DockerConfigFile {
  /** Changes whenever the file does; empty without a file. */
  readonly stamp: string;
  /** Reads what stands in it; empty when it is too large, or gone by now. */
  read(): Promise<string>;
}

/** Finds config.json in docker's folder, and reads nothing of it yet. */
export async function findDockerConfig(environment: NodeJS.ProcessEnv): Promise<DockerConfigFile> {
  const file = path.join(dockerDirectory(environment), 'config.json');
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return {
      stamp: `${ino} ${mtimeMs} ${size}`,
      read: async () => (size > sizeLimit ? '' : readFile(file, 'utf8').catch(() => '')),
    };
  } catch {
    return { stamp: '', read: () => Promise.resolve('') };
  }
}

/**
 * The registry hosts that a docker configuration names, because of a login or a credential helper:
 * `host` or `host:port`. Docker Hub's key gives `index.docker.io`. Nothing secret is kept.
 *
 * @param configText what stands in config.json, or in the variable DOCKER_AUTH_CONFIG
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

/** Reads {@link configuredHosts} from the user's file and environment; neither of them, no hosts. */
export async function readConfiguredHosts(
  environment: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const file = await findDockerConfig(environment);
  const texts = [await file.read(), environment['DOCKER_AUTH_CONFIG'] ?? ''];
  return [...new Set(texts.flatMap(configuredHosts))];
}

/** Keys are hosts, or URLs as old clients wrote them: `https://index.docker.io/v1/`. */
function hostOfKey(key: string): string {
  return key.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
}
