import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBake } from '../../../../src/adapters/workspace/bakePrint.ts';

const missing = 'test/fixtures/buildx/missing-docker-28.2.2';
const noPlugin = readFileSync(join(missing, 'version.stderr'), 'utf8');

describe('bake files that docker does not print', () => {
  // A script is no program there.
  if (process.platform === 'win32') return;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docker-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** @param version what the plugin says of its version; undefined where there is no plugin */
  const check = (what: string, version: string | undefined, bake: string, expected: string) =>
    it(what, async () => {
      const docker = join(folder, 'docker');
      writeFileSync(
        docker,
        `#!${process.execPath}
         const [version, bake, noPlugin] = ${JSON.stringify([version ?? null, bake, noPlugin])};
         const isVersion = process.argv.includes('version');
         if (isVersion && version !== null) process.stdout.write(version);
         else {
           process.stderr.write(isVersion ? noPlugin : bake);
           process.exitCode = 1;
         }`,
      );
      chmodSync(docker, 0o755);
      const { problem } = await readBake(docker, folder, ['docker-bake.hcl']);
      assert.equal(problem, expected);
    });

  check(
    'because it has no plugin for that',
    undefined,
    'unknown flag: --file\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n',
    'docker-bake.hcl was not read: docker has no buildx plugin, which reads it.',
  );
  check(
    'because of what stands in them',
    'github.com/docker/buildx v0.29.1 a1b2c3\n',
    'ERROR: docker-bake.hcl:1,1-7: Invalid block\n',
    'docker-bake.hcl was not read: docker says: docker-bake.hcl:1,1-7: Invalid block.',
  );
});
