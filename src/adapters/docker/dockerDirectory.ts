import { homedir } from 'node:os';
import { join } from 'node:path';

/** Docker's configuration folder: `DOCKER_CONFIG`, else `.docker` in the home folder. */
export function dockerDirectory(environment: NodeJS.ProcessEnv): string {
  return folder(environment, 'DOCKER_CONFIG') ?? join(homedir(), '.docker');
}

/** Where buildx keeps its builders: `BUILDX_CONFIG`, else `buildx` in Docker's folder. */
export function buildxDirectory(environment: NodeJS.ProcessEnv): string {
  return folder(environment, 'BUILDX_CONFIG') ?? join(dockerDirectory(environment), 'buildx');
}

/** Docker takes an empty variable for one that is not set. */
function folder(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name];
  return value === '' ? undefined : value;
}
