// `npm run bench:registry`: how long it takes to read many images, beside the tools that people use and
// beside bare requests. Nothing is asserted.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startRealRegistry } from '../support/registry/realRegistry.ts';
import { startFarRegistry, type FarRegistry } from './farRegistry.ts';
import { median } from './median.ts';
import { pushImages } from './registryImages.ts';
import { peers, readers, type Reading } from './registryReaders.ts';
import { printTable, ratioText, timeText } from './table.ts';

const sizes = [1, 10, 100, 1_000];
/** More images are not given to tools that are started for each. */
const mostForPeers = 100;
const rounds = 3;
/** Of one round trip, in ms. */
const delay = 20;

/** One reader's turns. */
interface Measured {
  readonly name: string;
  readonly seconds: number[];
  readonly processor: number[];
  requests: number;
}

/** All readers one after the other, again and again; tools, which take far longer, once. */
async function measureAll(
  ways: ReadonlyMap<string, Reading>,
  others: ReadonlyMap<string, Reading>,
  references: readonly string[],
  registry: FarRegistry,
): Promise<readonly Measured[]> {
  const measured = new Map<string, Measured>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, read] of round === 0 ? [...ways, ...others] : ways) {
      const all = measured.get(name) ?? { name, seconds: [], processor: [], requests: 0 };
      measured.set(name, all);
      const taken = await read(references, () => registry.requests());
      all.seconds.push(taken.seconds);
      all.processor.push(taken.processor);
      all.requests = await registry.requests();
    }
  }
  return [...measured.values()];
}

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-bench-'));
  const registry = await startRealRegistry({ folder, storage: path.join(folder, 'images') });
  const far = await startFarRegistry(registry.host);
  try {
    const names = await pushImages(`http://${registry.host}`, Math.max(...sizes));
    const references = names.map((name) => `${far.host}/${name}`);
    await far.setDelay(delay);
    console.log(
      `\nImages, each an index of two platforms; a round trip takes ${delay} ms more; medians of ${rounds} rounds in turns, tools that are started for each image once`,
    );
    for (const size of sizes) {
      const others = size > mostForPeers ? new Map<string, Reading>() : peers();
      const some = references.slice(0, size);
      const ways = readers(path.join(folder, `cache-${size}`));
      const measured = await measureAll(ways, others, some, far);
      const floor = median(measured[0]?.seconds ?? []);
      printTable(
        size === 1 ? '1 image' : `${size.toLocaleString('en')} images`,
        ['time', 'beside the floor', 'processor time', 'requests'],
        measured.map(({ name, seconds, processor, requests }) => [
          name,
          timeText(median(seconds)),
          ratioText(median(seconds) / floor),
          timeText(median(processor)),
          String(requests),
        ]),
      );
    }
  } finally {
    await far.close();
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
