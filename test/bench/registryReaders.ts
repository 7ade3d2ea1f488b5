import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import {
  createRegistryClient,
  type RegistryClientOptions,
} from '../../src/adapters/registry/client.ts';
import { maxConnections } from '../../src/adapters/registry/connections.ts';
import { measureProcess, type Measured } from './wholeProcess.ts';

/** Reads all images once, and says how long it took; calls `begin` when it has made ready. */
export type Reading = (
  references: readonly string[],
  begin: () => Promise<unknown>,
) => Promise<Pick<Measured, 'seconds' | 'processor'>>;

/** The floor, which comes first, and our client in all states of its memory. */
export function readers(cacheFolder: string): ReadonlyMap<string, Reading> {
  const empty = () => rm(cacheFolder, { recursive: true, force: true });
  const later = () => Date.now() + 3_600_000;
  return new Map<string, Reading>([
    ['bare requests (the floor)', timed(bareRequests)],
    ['here, cold', anew()],
    [
      'here, cold, with an empty folder of answers',
      async (references, begin) => {
        await empty();
        return anew({ cacheFolder })(references, begin);
      },
    ],
    ['here, answers on disk', anew({ cacheFolder })],
    ['the same an hour later', anew({ cacheFolder, now: later })],
    ['here, answers in memory', again],
  ]);
}

/** Tools that are on PATH. */
export function peers(): ReadonlyMap<string, Reading> {
  const all: readonly (readonly [name: string, command: string, ...args: readonly string[]])[] = [
    ['`crane manifest`', 'crane', 'manifest'],
    ['`skopeo inspect --raw`', 'skopeo', 'inspect', '--raw', '--tls-verify=false'],
    ['`docker manifest inspect`', 'docker', 'manifest', 'inspect', '--insecure'],
    ['`imagetools inspect --raw`', 'docker', 'buildx', 'imagetools', 'inspect', '--raw'],
  ];
  return new Map(
    all
      .filter(([, command]) => isInstalled(command))
      .map(([name, ...command]) => [name, processes(...command)]),
  );
}

function isInstalled(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What this process takes; the registry and what is in front of it have processes of their own. */
function timed(read: (references: readonly string[]) => Promise<unknown>): Reading {
  return async (references, begin) => {
    await begin();
    const cpu = process.cpuUsage();
    const begun = performance.now();
    await read(references);
    const seconds = (performance.now() - begun) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds, processor: (user + system) / 1e6 };
  };
}

/** The same addresses, the same number at a time, and nothing done with the answers. */
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

type Client = ReturnType<typeof createRegistryClient>;

function open(options: Partial<RegistryClientOptions> = {}): Client {
  return createRegistryClient({ trusted: () => true, lookups: () => 'on', ...options });
}

async function resolveAll(client: Client, references: readonly string[]): Promise<void> {
  const facts = await Promise.all(references.map((reference) => client.resolve(reference)));
  for (const fact of facts) if (!fact.known) throw new Error(fact.reason.message);
}

/** Our client, made anew as in a program that starts. */
function anew(options?: Partial<RegistryClientOptions>): Reading {
  return async (references, begin) => {
    const client = open(options);
    const taken = await timed((all) => resolveAll(client, all))(references, begin);
    // What nobody waits for.
    await client.settled();
    client.dispose();
    return taken;
  };
}

/** Our client when it has answered all of it already. */
const again: Reading = async (references, begin) => {
  const client = open();
  await resolveAll(client, references);
  await client.settled();
  const taken = await timed((all) => resolveAll(client, all))(references, begin);
  client.dispose();
  return taken;
};

/** One process for each image, one after the other, as people run it. */
function processes(command: string, ...args: readonly string[]): Reading {
  const scheme = command === 'skopeo' ? 'docker://' : '';
  return async (references, begin) => {
    await begin();
    let [seconds, processor] = [0, 0];
    for (const reference of references) {
      const taken = await measureProcess(command, [...args, scheme + reference]);
      seconds += taken.seconds;
      processor += taken.processor;
    }
    return { seconds, processor };
  };
}
