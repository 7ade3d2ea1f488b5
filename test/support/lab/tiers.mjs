import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../lab/project.mjs';

/**
 * The tiers in the order in which they run: the fast ones first.
 *
 * - `gates`: the scripts `check:…` of package.json, each counted as one test.
 * - `folder`: mocha over that folder of `test`; `testTimeout` is a test's, in ms.
 * - `program`: a runner of its own, which writes its result to `MULTIARCH_RESULT`.
 * - `needs`: what must exist before: everything under `dist`, the .vsix, the lab.
 * - `timeout`: after so many ms the tier hangs and is ended.
 *
 * @typedef {{ name: string, gates?: readonly string[], folder?: string, program?: string,
 *   testTimeout?: number, needs: readonly ('dist' | 'vsix' | 'lab')[], timeout: number }} Tier
 */

const minute = 60_000;

/** @type {readonly Tier[]} */
export const tiers = [
  { name: 'gates', gates: gateScripts(), needs: [], timeout: 20 * minute },
  { name: 'unit', folder: 'unit', testTimeout: 10_000, needs: [], timeout: 15 * minute },
  { name: 'server', folder: 'server', testTimeout: 10_000, needs: ['dist'], timeout: 10 * minute },
  { name: 'contract', folder: 'contract', testTimeout: 30_000, needs: [], timeout: 10 * minute },
  { name: 'host', program: 'test/host/run.mjs', needs: ['vsix', 'lab'], timeout: 45 * minute },
  {
    name: 'live',
    folder: 'live',
    testTimeout: 2 * minute,
    needs: ['dist', 'lab'],
    timeout: 30 * minute,
  },
];

/** The test files of a folder of `test`, in a fixed order. */
export function testFiles(folder) {
  const top = path.join(root, 'test', folder);
  if (!fs.existsSync(top)) return [];
  return fs
    .readdirSync(top, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(top, name))
    .sort();
}

function gateScripts() {
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  return Object.keys(scripts).filter((name) => name.startsWith('check:'));
}
