import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { DockerLogins } from './dockerLogins.ts';

/**
 * Docker's choice of a helper where nothing says where logins are kept: the system's own store, if its
 * helper is installed (docker/cli 29, cli/config/credentials/default_store*.go).
 */
export async function withDefaultStore(
  logins: DockerLogins,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<DockerLogins> {
  const { auths, credHelpers, credsStore } = logins;
  if (auths.size > 0 || credHelpers.size > 0 || credsStore !== '') return logins;
  const installed = (program: string) => isInstalled(program, environment, platform);
  const store = await defaultStore(platform, installed);
  const usable = store !== undefined && (await installed(`docker-credential-${store}`));
  return usable ? { ...logins, credsStore: store } : logins;
}

async function defaultStore(
  platform: NodeJS.Platform,
  installed: (program: string) => Promise<boolean>,
): Promise<string | undefined> {
  switch (platform) {
    case 'darwin':
      return 'osxkeychain';
    case 'win32':
      return 'wincred';
    case 'linux':
      return (await installed('pass')) ? 'pass' : 'secretservice';
    default:
      return undefined;
  }
}

async function isInstalled(
  program: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): Promise<boolean> {
  const windows = platform === 'win32';
  const folders = (environment['PATH'] ?? '')
    .split(windows ? ';' : ':')
    .filter((folder) => path.isAbsolute(folder));
  for (const folder of folders) {
    const file = path.join(folder, windows ? `${program}.exe` : program);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
