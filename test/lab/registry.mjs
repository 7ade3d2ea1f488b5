import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { startDaemon, untilReady } from './daemon.mjs';
import { findProgram } from './program.mjs';

const PREFERRED_PORT = 5001;

/**
 * Starts a registry on loopback over plain http. Its port is 5001, or any free one.
 *
 * @param {{ storage: string, folder: string, env: NodeJS.ProcessEnv, signal?: AbortSignal,
 *   note: (remain: object) => void }} options `storage` keeps the images, `folder` the
 *   configuration and the log.
 * @returns {Promise<string>} `127.0.0.1:<port>`
 */
export async function startRegistry({ storage, folder, env, note, signal }) {
  const address = `127.0.0.1:${await freePort()}`;
  const configuration = path.join(folder, 'registry.json');
  // YAML takes JSON as it is.
  fs.writeFileSync(
    configuration,
    JSON.stringify({
      version: 0.1,
      log: { level: 'warn' },
      storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
      http: { addr: address },
    }),
  );
  const registry = startDaemon(findProgram('docker-registry', env), ['serve', configuration], {
    log: path.join(folder, 'registry.log'),
    env,
    note,
  });
  await untilReady(registry, 'The registry', () => isRegistry(address), { signal });
  return address;
}

/** Whether a registry answers there (distribution specification, end-1). */
export async function isRegistry(address) {
  try {
    const answer = await fetch(`http://${address}/v2/`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok || undefined;
  } catch {
    return undefined;
  }
}

async function freePort() {
  return (await probe(PREFERRED_PORT)) ?? (await probe(0));
}

function probe(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
