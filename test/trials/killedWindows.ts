import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDiskCache } from '../../src/adapters/registry/diskCache.ts';
import { readSeenEmulation } from '../../src/adapters/state/emulationHistory.ts';
import { readTagRecords } from '../../src/adapters/state/tagHistory.ts';
import { inspectCache, inspectState } from './keptFiles.ts';
import { kill } from './killed.ts';
import type { Trials } from './trial.ts';

/** Three windows that write what they share at the same time, killed at different moments. */
export function prepareKilledWindows(): Promise<Trials> {
  const program = path.join(__dirname, 'windowWrites.ts');
  return Promise.resolve({
    async once(random, folder) {
      const windows = ['one', 'two', 'three'].map((name) => {
        const child = spawn(process.execPath, ['--import', 'tsx', program, folder, name], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        return { child, written: text(child.stdout), first: once(child.stdout, 'data') };
      });
      await Promise.all(windows.map(({ first }) => first));
      for (const { child } of windows) {
        await pause(random.below(400));
        await kill(child);
      }
      const lines = (await Promise.all(windows.map(({ written }) => written))).flatMap((all) =>
        all.split('\n').slice(0, -1),
      );
      const state = path.join(folder, 'state');
      const wrong: string[] = [];
      for (const inspected of [
        await inspectState(state),
        await inspectCache(path.join(folder, 'registry')),
      ]) {
        wrong.push(...inspected.damaged.map((name) => `${name} is damaged`));
        if (inspected.unfinished.length > windows.length) wrong.push('unfinished files pile up');
      }
      const records = new Set((await readTagRecords(state)).map(({ id }) => id));
      const cache = createDiskCache(path.join(folder, 'registry'));
      for (const line of lines) {
        const [kind, ...rest] = line.split(' ');
        const name = rest.join(' ');
        const isThere =
          (kind === 'record' && records.has(name)) ||
          (kind === 'machine' && (await readSeenEmulation(state, name)) !== undefined) ||
          (kind === 'content' && (await cache.readContent(name)) !== undefined);
        if (!isThere) wrong.push(`lost: ${line}`);
      }
      return { what: `killed after ${lines.length} writes`, wrong };
    },
    close: () => Promise.resolve([]),
  });
}
