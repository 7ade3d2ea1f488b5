import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { dockerDirectory } from '../docker/dockerDirectory.ts';

/** What docker's configuration says about the TLS of one host, as PEM texts. */
export interface HostCertificates {
  /** Authorities that are trusted for this host besides all others. */
  readonly authorities: readonly string[];
  /** Shown to a host that wants to know who asks. */
  readonly client?: { readonly certificate: string; readonly key: string };
  /** Whether the user wants the host to be believed whatever it shows. */
  readonly unverified?: true;
}

/** No host has any. */
export const noCertificates: HostCertificates = { authorities: [] };

/** Where docker has the folders of hosts: the engine's, and those of Docker Desktop and of rootless. */
export function certificateFolders(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  const own = path.join(dockerDirectory(environment), 'certs.d');
  if (platform === 'win32') {
    const system = environment['ProgramData'] ?? 'C:\\ProgramData';
    return [path.join(system, 'docker', 'certs.d'), own];
  }
  const rootless = environment['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config');
  return ['/etc/docker/certs.d', own, path.join(rootless, 'docker/certs.d')];
}

/**
 * Reads a host's folder as docker does (moby 28, registry.ReadCertsDirectory): every `*.crt` is an
 * authority, and `x.cert` with `x.key` a client certificate, of which the first counts. What cannot be
 * read is as if it were not there.
 *
 * @param host with its port, e.g. `registry.example:5000`
 * @param folders of which the first that knows the host counts
 */
export async function readHostCertificates(
  host: string,
  folders: readonly string[],
): Promise<HostCertificates> {
  for (const folder of folders) {
    // A colon cannot stand in the name of a folder on Windows: docker leaves it out there.
    for (const name of new Set([host, host.replaceAll(':', '')])) {
      const found = await readFolder(path.join(folder, name));
      if (found) return found;
    }
  }
  return noCertificates;
}

async function readFolder(folder: string): Promise<HostCertificates | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return undefined;
  const read = (name: string): Promise<string> =>
    readFile(path.join(folder, name), 'utf8').catch(() => '');
  const authorities = await Promise.all(
    names
      .filter((name) => name.endsWith('.crt'))
      .sort()
      .map(read),
  );
  const pair = names.sort().find((name) => name.endsWith('.cert') && names.includes(keyOf(name)));
  const certificate = pair === undefined ? '' : await read(pair);
  const key = pair === undefined ? '' : await read(keyOf(pair));
  return {
    authorities: authorities.filter((text) => text !== ''),
    ...(certificate !== '' && key !== '' && { client: { certificate, key } }),
  };
}

function keyOf(certificate: string): string {
  return certificate.replace(/cert$/, 'key');
}
