import path from 'node:path';
import { createDiskCache } from '../../src/adapters/registry/diskCache.ts';
import { writeSeenEmulation } from '../../src/adapters/state/emulationHistory.ts';
import { keepTagRecord } from '../../src/adapters/state/tagHistory.ts';
import { sha256 } from '../support/registry/images.ts';

/** Records of one window: those of three are fewer than are kept (tagHistory.ts), so each has to be there. */
const mostRecords = 150;

/** Writes what windows share, as often as it can until it is killed, and prints each thing once it is kept. */
async function main([folder = '', name = '']: readonly string[]): Promise<void> {
  const cache = createDiskCache(path.join(folder, 'registry'));
  const state = path.join(folder, 'state');
  const seen = { seenAt: 1, emulators: [{ architecture: 'arm64' }] };
  const digest = `sha256:${'1'.repeat(64)}`;
  const tell = (line: string): Promise<void> =>
    new Promise((resolve) => {
      process.stdout.write(`${line}\n`, () => {
        resolve();
      });
    });
  for (let at = 0; ; at++) {
    if (at < mostRecords) {
      const reference = `${name}/app:${at}`;
      const { id } = await keepTagRecord(state, { reference, at: Date.now(), digest });
      await tell(`record ${id}`);
    }
    const machine = `${name} ${at % 8}`;
    if (await writeSeenEmulation(state, machine, seen)) await tell(`machine ${machine}`);
    // Both windows write the same content, and their own.
    for (const text of [`shared ${at}`, `${name} ${at}`]) {
      cache.keepContent(sha256(text), { body: Buffer.from(text) });
    }
    await cache.settled();
    await tell(`content ${sha256(`${name} ${at}`)}`);
  }
}

void main(process.argv.slice(2));
