import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seededRandom } from '../fuzz/random.ts';
import { kinds } from '../trials/kinds.ts';

/** One trial of each kind; `npm run trials` makes hundreds. */
describe('what is killed leaves nothing half:', function () {
  // The list of processes and the engine's socket are those of Linux.
  if (process.platform !== 'linux') return;
  this.timeout(120_000);

  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-killed-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  // A second engine, which may be killed, can be started only beside the lab's own.
  const isLabsOwn = (process.env['DOCKER_HOST'] ?? '').includes('/multiarch-lab/');
  for (const [name, prepare] of Object.entries(kinds)) {
    if (name === 'engine' && !isLabsOwn) continue;
    it(name, async () => {
      const own = path.join(folder, 'trial');
      await mkdir(own);
      const trials = await prepare(folder);
      try {
        const { what, wrong } = await trials.once(seededRandom(3), own);
        assert.deepEqual(wrong, [], what);
      } finally {
        assert.deepEqual(await trials.close(), []);
      }
    });
  }
});
