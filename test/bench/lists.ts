// `npm run bench:lists`: how long it takes to make a manifest list, and how many requests, beside the tools that
// people make them with. Each is a program that is started anew. Lists of 2, 20 and 200 images, or of those sizes that are
// named: `npm run bench:lists -- 2 20`. Nothing is asserted.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRegistryClient } from '../../src/adapters/registry/client.ts';
import { planList } from '../../src/adapters/registry/write/listPlan.ts';
import { publishList } from '../../src/adapters/registry/write/publishList.ts';
import { parseReference, type Reference } from '../../src/core/image/reference.ts';
import { startRealRegistry } from '../support/registry/realRegistry.ts';
import { pushSingleImages } from '../support/registry/singleImages.ts';
import { startFarRegistry } from './farRegistry.ts';
import { median } from './median.ts';
import { printTable, ratioText, timeText } from './table.ts';
import { measureProcess, type Measured } from './wholeProcess.ts';

const root = path.join(__dirname, '../..');
const named = process.argv.slice(2).map(Number);
const sizes = named.length > 0 ? named : [2, 20, 200];
const rounds = 3;
/** Of one round trip, in ms. */
const delay = Number(process.env['MULTIARCH_ROUND_TRIP'] ?? 20);

type Taken = Pick<Measured, 'seconds' | 'processor'>;

/** Makes a list of images under a tag. */
type Maker = (target: string, sources: readonly string[]) => Promise<Taken>;

/** In a program that runs already, as in the editor. */
async function makeRunning(target: string, names: readonly string[]): Promise<Taken> {
  const begin = performance.now();
  const cpu = process.cpuUsage();
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
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, processor: (user + system) / 1e6 };
}

function makers(folder: string): Readonly<Record<string, Maker>> {
  const env = { MULTIARCH_CACHE: folder };
  return {
    'here, `multiarch index create`': (target, sources) =>
      measureProcess(
        process.execPath,
        ['dist/cli.js', 'index', 'create', ...sources, '--tag', target],
        { env },
      ),
    'here, in a program that runs already': makeRunning,
    '`crane index append`': (target, sources) => {
      const images = sources.flatMap((source) => ['--manifest', source]);
      const base = ['--docker-empty-base', '--tag', target];
      return measureProcess('crane', ['index', 'append', ...base, ...images]);
    },
    '`imagetools create`': (target, sources) =>
      measureProcess('docker', ['buildx', 'imagetools', 'create', '--tag', target, ...sources]),
    '`docker manifest create`, `push`': async (target, sources) => {
      const manifest = (...args: readonly string[]) =>
        measureProcess('docker', ['manifest', ...args]);
      const made = await manifest('create', '--insecure', target, ...sources);
      const pushed = await manifest('push', '--insecure', '--purge', target);
      return {
        seconds: made.seconds + pushed.seconds,
        processor: made.processor + pushed.processor,
      };
    },
  };
}

/** What a maker took in its turns, and the requests of one. */
interface Made {
  readonly seconds: number[];
  readonly processor: number[];
  requests: number;
}

async function main(): Promise<void> {
  execFileSync(process.execPath, [path.join(root, 'src/bundle.mjs')], { stdio: 'ignore' });
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const registry = await startRealRegistry({ folder, storage: path.join(folder, 'images') });
  const far = await startFarRegistry(registry.host);
  let lists = 0;
  try {
    await far.setDelay(delay);
    console.log(
      `\nManifest lists; a round trip takes ${delay} ms more; medians of ${rounds} rounds in turns, other tools once for more than 2 images`,
    );
    const tags = await pushSingleImages(`http://${registry.host}`, 'bench/app', Math.max(...sizes));
    for (const count of sizes) {
      for (const isSame of [true, false]) {
        const sources = tags.slice(0, count).map((tag) => `${far.host}/bench/app:${tag}`);
        const results = new Map<string, Made>();
        for (let round = 0; round < rounds; round++) {
          for (const [name, make] of Object.entries(makers(folder))) {
            if (round > 0 && count > 2 && !name.startsWith('here')) continue;
            const made = results.get(name) ?? { seconds: [], processor: [], requests: 0 };
            results.set(name, made);
            lists += 1;
            const target = isSame ? `bench/app:list-${lists}` : `bench/other-${lists}:list`;
            await far.requests();
            const { seconds, processor } = await make(`${far.host}/${target}`, sources);
            made.seconds.push(seconds);
            made.processor.push(processor);
            made.requests = await far.requests();
          }
        }
        const where = isSame ? 'in their repository' : 'in another repository';
        print(`${count} images ${where}`, results);
      }
    }
  } finally {
    await far.close();
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function print(title: string, results: ReadonlyMap<string, Made>): void {
  const others = [...results].filter(([name]) => !name.startsWith('here'));
  const fastest = Math.min(...others.map(([, { seconds }]) => median(seconds)));
  printTable(
    title,
    ['time', 'beside the fastest tool', 'processor time', 'requests'],
    [...results].map(([name, { seconds, processor, requests }]) => [
      name,
      timeText(median(seconds)),
      ratioText(median(seconds) / fastest),
      timeText(median(processor)),
      String(requests),
    ]),
  );
}

void main();
