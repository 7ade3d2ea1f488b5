import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../fuzz/random.ts';
import { kinds } from './kinds.ts';

/**
 * `npm run trials -- --count N --seed S`: kills programs at random moments and looks at what they leave. Ends with 1
 * when something is not as it was promised. `--only lists,build` takes some kinds, `--verbose` tells of each trial.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: Object.keys(kinds).join() },
      verbose: { type: 'boolean', default: false },
    },
  });
  const chosen = values.only.split(',');
  const folder = await mkdtemp(path.join(tmpdir(), 'multiarch-trials-'));
  let failed = 0;
  const tell = (name: string, wrong: readonly string[]): void => {
    for (const each of wrong) console.log(`--- ${name}: ${each}`);
    failed += wrong.length;
  };
  if (!(Number(values.count) > 0)) throw new Error('--count: how many trials?');
  try {
    for (const [place, kind] of chosen.entries()) {
      const count = Math.floor((Number(values.count) + place) / chosen.length);
      const prepare = kinds[kind];
      if (!prepare) throw new Error(`there is no kind ${kind}: ${Object.keys(kinds).join()}`);
      const own = path.join(folder, kind);
      await mkdir(own);
      const began = performance.now();
      const trials = await prepare(own);
      try {
        for (let at = 0; at < count; at++) {
          const random = seededRandom(Number(values.seed) * 1000 + at);
          const trial = await mkdtemp(path.join(own, 'trial-'));
          const { what, wrong } = await trials.once(random, trial);
          if (values.verbose || wrong.length > 0) console.error(`${kind} ${at}: ${what}`);
          tell(`${kind} ${at}`, wrong);
        }
      } finally {
        tell(kind, await trials.close());
      }
      const seconds = Math.round((performance.now() - began) / 1000);
      console.log(`${kind}: ${count} trials, ${seconds} s`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.log(`seed ${values.seed}: ${failed} things were not as promised`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
