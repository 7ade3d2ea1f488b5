import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Times } from './times.ts';

const run = promisify(execFile);
const rounds = 15;

/** Loads and activates the extension in fresh processes, with an editor that does nothing. */
export async function measureActivation(): Promise<Readonly<Record<string, Times>>> {
  const loading: number[] = [];
  const activating: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { stdout } = await run(process.execPath, [path.join(__dirname, 'activateOnce.mjs')]);
    const [loaded = Number.NaN, activated = Number.NaN] = JSON.parse(stdout) as number[];
    loading.push(loaded);
    activating.push(activated);
  }
  const ascending = (a: number, b: number) => a - b;
  return {
    'load extension.js, without the editor': loading.sort(ascending),
    'activate it, without the editor': activating.sort(ascending),
  };
}
