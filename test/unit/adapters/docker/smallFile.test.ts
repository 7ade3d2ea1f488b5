import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listBuilders } from '../../../../src/adapters/docker/builderList.ts';

/** What somebody may have put where buildx keeps its builders. */
describe('a store of buildx', () => {
  let folder: string;
  const instances = () => join(folder, 'buildx/instances');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    mkdirSync(instances(), { recursive: true });
    const node = { Name: 'good0', Endpoint: 'tcp://127.0.0.1:9' };
    const good = JSON.stringify({ Name: 'good', Driver: 'remote', Nodes: [node] });
    writeFileSync(join(instances(), 'good'), good);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const check = (name: string, spoil: (file: string) => void) =>
    it(`is listed with ${name} in it`, async () => {
      spoil(join(instances(), 'bad'));
      const environment = { DOCKER_CONFIG: folder };
      const { builders } = await listBuilders({ environment, platform: process.platform });
      assert.deepEqual(
        builders.map(({ name: each, nodes }) => `${each} ${nodes.length}`),
        ['bad 0', 'good 1', 'default 1'],
      );
    });

  check('a link to itself', (file) => {
    symlinkSync(file, file);
  });
  check('a folder', (file) => {
    mkdirSync(file);
  });
  check('a file without an end', (file) => {
    writeFileSync(file, '{');
    truncateSync(file, 8 * 1024 ** 3);
  });
  it('is listed with no more nodes than can be shown', async () => {
    const nodes = Array.from({ length: 100_000 }, (_, at) => ({ Name: `n${at}` }));
    const many = JSON.stringify({ Name: 'many', Driver: 'remote', Nodes: nodes });
    writeFileSync(join(instances(), 'many'), many);
    const environment = { DOCKER_CONFIG: folder };
    const { builders } = await listBuilders({ environment, platform: process.platform });
    const found = builders.find(({ name }) => name === 'many');
    assert.equal(found?.nodes.length, 500);
  });
  check('no JSON', (file) => {
    writeFileSync(file, '\u001b[31m{{{');
  });
  check('JSON that is too deep', (file) => {
    writeFileSync(file, `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  });
  if (process.platform === 'win32') return;
  check('a pipe that nobody writes to', (file) => {
    execFileSync('mkfifo', [file]);
  });
  check('a device that never ends', (file) => {
    symlinkSync('/dev/zero', file);
  });
});
