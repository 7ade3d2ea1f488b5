// `npm run bench:registry`: how long it takes to read many images, beside the tools that people use and
// beside bare requests. Nothing is asserted.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  createRegistryClient,
  type RegistryClientOptions,
} from '../../src/adapters/registry/client.ts';
import { maxConnections } from '../../src/adapters/registry/connections.ts';
import { startRealRegistry } from '../support/registry/realRegistry.ts';
import { pushImages } from './registryImages.ts';
import { startSlowProxy, type SlowProxy } from './slowProxy.ts';

const start = promisify(execFile);
const count = 50;
const delays = [0, 20, 100];

/** Reads all images once. */
type Reader = (references: readonly string[], proxy: SlowProxy) => Promise<unknown>;

/** The floor: the same addresses, the same number at a time, and nothing done with the answers. */
async function bareRequests(references: readonly string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: maxConnections, scheduling: 'lifo' });
  await Promise.all(references.map((reference) => bareRequest(reference, agent)));
  agent.destroy();
}

function bareRequest(reference: string, agent: Agent): Promise<void> {
  const [, host = '', name = '', tag = ''] = /^([^/]+)\/(.*):(.*)$/.exec(reference) ?? [];
  const url = `http://${host}/v2/${name}/manifests/${tag}`;
  const headers = { accept: 'application/vnd.oci.image.index.v1+json' };
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (answer) => {
      answer.resume().on('end', resolve);
    }).on('error', reject);
  });
}

/** The end of what nobody waits for. */
let settled = Promise.resolve();

/** Our client, made anew as in a program that starts. */
function ours(options: Partial<RegistryClientOptions> = {}): Reader {
  return async (references) => {
    const client = createRegistryClient({ trusted: () => true, lookups: () => 'on', ...options });
    const facts = await Promise.all(references.map((reference) => client.resolve(reference)));
    settled = client.settled();
    client.dispose();
    for (const fact of facts) if (!fact.known) throw new Error(fact.reason.message);
  };
}

/** One process for each image, one after the other, as people run it. */
function processes(command: string, ...args: readonly string[]): Reader {
  const scheme = command === 'skopeo' ? 'docker://' : '';
  return async (references) => {
    for (const reference of references) await start(command, [...args, scheme + reference]);
  };
}

function isInstalled(program: string, question: string): boolean {
  try {
    execFileSync(program, [question], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const registry = await startRealRegistry({ folder, storage: path.join(folder, 'images') });
  const proxy = await startSlowProxy(registry.host);
  try {
    const names = await pushImages(`http://${registry.host}`, count);
    const references = names.map((name) => `${proxy.host}/${name}`);
    const cacheFolder = path.join(folder, 'cache');
    const readers: Record<string, Reader> = {
      'bare requests (the floor)': bareRequests,
      'multiarch, cold': ours(),
      'multiarch, with an empty cache folder': async (all, where) => {
        await rm(cacheFolder, { recursive: true, force: true });
        await ours({ cacheFolder })(all, where);
      },
      'multiarch, warm, an hour later': ours({ cacheFolder, now: () => Date.now() + 3_600_000 }),
      'multiarch, warm': ours({ cacheFolder }),
    };
    if (isInstalled('crane', 'version')) readers['crane manifest'] = processes('crane', 'manifest');
    if (isInstalled('skopeo', '--version')) {
      const inspect = ['inspect', '--raw', '--tls-verify=false'];
      readers['skopeo inspect --raw'] = processes('skopeo', ...inspect);
    }
    readers['docker manifest inspect'] = processes('docker', 'manifest', 'inspect', '--insecure');
    const raw = ['buildx', 'imagetools', 'inspect', '--raw'];
    readers['docker buildx imagetools inspect --raw'] = processes('docker', ...raw);

    console.log(`\n${count} images, each an index of two platforms\n`);
    for (const delay of delays) {
      proxy.delay = delay;
      await bareRequests(references);
      console.log(`a round trip takes ${delay} ms more`.padEnd(42) + header);
      let floor: number | undefined;
      for (const [name, read] of Object.entries(readers)) {
        proxy.requests = 0;
        const begin = performance.now();
        await read(references, proxy);
        const time = performance.now() - begin;
        await settled;
        floor ??= time;
        console.log(`  ${name.padEnd(40)}${row(time, floor, proxy.requests)}`);
      }
      console.log('');
    }
  } finally {
    proxy.close();
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const header = ['time', '× floor', 'requests'].map((title) => title.padStart(12)).join('');

function row(time: number, floor: number, requests: number): string {
  const cells = [`${time.toFixed(0)} ms`, (time / floor).toFixed(2), String(requests)];
  return cells.map((cell) => cell.padStart(12)).join('');
}

void main();
