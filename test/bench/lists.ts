// `npm run bench:lists`: how long it takes to make a manifest list, and how many requests, beside the tools that
// people make them with. Each is a program that is started anew. Nothing is asserted.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createRegistryClient } from '../../src/adapters/registry/client.ts';
import { planList } from '../../src/adapters/registry/write/listPlan.ts';
import { publishList } from '../../src/adapters/registry/write/publishList.ts';
import { parseReference, type Reference } from '../../src/core/image/reference.ts';
import { startRealRegistry } from '../support/registry/realRegistry.ts';
import { pushSingleImages } from '../support/registry/singleImages.ts';
import { startSlowProxy } from './slowProxy.ts';

const start = promisify(execFile);
const delays = [0, 20, 100];
const rounds = 3;

/** Makes a list of images under a tag. */
type Maker = (target: string, sources: readonly string[]) => Promise<unknown>;

const ours = 'multiarch index create';

/** The same in a program that runs already, as in the editor. */
const running = 'multiarch, in the editor';

async function makeRunning(target: string, names: readonly string[]): Promise<void> {
  const client = createRegistryClient({ trusted: () => true, lookups: () => 'on' });
  const { signal } = new AbortController();
  const read = (text: string): Reference => {
    const parsed = parseReference(text);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.value;
  };
  const to = read(target);
  const sources = names.map((name) => ({ reference: read(name) }));
  const wanted = { target: to, tags: [to.tag ?? 'latest'], sources };
  try {
    const plan = await planList(wanted, client.access, signal);
    const [outcome] = await publishList(plan, client.access, {
      ...{ signal, mayReplace: () => Promise.resolve(false), keep: () => Promise.resolve() },
    });
    if (outcome?.state !== 'published') throw new Error(JSON.stringify(outcome));
  } finally {
    client.dispose();
  }
}

function makers(folder: string): Readonly<Record<string, Maker>> {
  const env = { ...process.env, MULTIARCH_CACHE: folder };
  return {
    [ours]: (target, sources) =>
      start(process.execPath, ['dist/cli.js', 'index', 'create', ...sources, '--tag', target], {
        env,
      }),
    [running]: makeRunning,
    'crane index append': (target, sources) => {
      const images = sources.flatMap((source) => ['--manifest', source]);
      const base = ['--docker-empty-base', '--tag', target];
      return start('crane', ['index', 'append', ...base, ...images]);
    },
    'docker buildx imagetools create': (target, sources) =>
      start('docker', ['buildx', 'imagetools', 'create', '--tag', target, ...sources]),
    'docker manifest create and push': async (target, sources) => {
      await start('docker', ['manifest', 'create', '--insecure', target, ...sources]);
      await start('docker', ['manifest', 'push', '--insecure', '--purge', target]);
    },
  };
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const registry = await startRealRegistry({ folder, storage: path.join(folder, 'images') });
  const proxy = await startSlowProxy(registry.host);
  let lists = 0;
  try {
    const tags = await pushSingleImages(`http://${registry.host}`, 'bench/app', 20);
    for (const count of [2, 20]) {
      for (const isSame of [true, false]) {
        const sources = tags.slice(0, count).map((tag) => `${proxy.host}/bench/app:${tag}`);
        const where = isSame ? 'in their repository' : 'in another repository';
        console.log(`\na list of ${count} images ${where}\n`);
        for (const delay of delays) {
          const results: [name: string, time: number, requests: number][] = [];
          for (const [name, make] of Object.entries(makers(folder))) {
            const times: number[] = [];
            for (let round = 0; round < rounds; round++) {
              lists += 1;
              const target = isSame ? `bench/app:list-${lists}` : `bench/other-${lists}:list`;
              proxy.delay = delay;
              proxy.requests = 0;
              const begin = performance.now();
              await make(`${proxy.host}/${target}`, sources);
              times.push(performance.now() - begin);
            }
            results.push([name, Math.min(...times), proxy.requests]);
          }
          print(delay, results);
        }
      }
    }
  } finally {
    proxy.close();
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function print(
  delay: number,
  results: readonly (readonly [name: string, time: number, requests: number])[],
): void {
  const fastest = Math.min(
    ...results.flatMap(([name, time]) => (name.startsWith('multiarch') ? [] : [time])),
  );
  const header = ['time', '× fastest tool', 'requests'].map((title) => title.padStart(16)).join('');
  console.log(`a round trip takes ${delay} ms more`.padEnd(36) + header);
  for (const [name, time, requests] of results) {
    const cells = [`${time.toFixed(0)} ms`, (time / fastest).toFixed(2), String(requests)];
    console.log(`  ${name.padEnd(34)}${cells.map((cell) => cell.padStart(16)).join('')}`);
  }
}

void main();
