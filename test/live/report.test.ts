import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { multiarch } from './programs.ts';

const registry = process.env['MULTIARCH_LAB_REGISTRY'] ?? '';

/** The report as it is shipped, with what a real registry says of images. */
describe('a readiness report', function () {
  this.timeout(60_000);
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'report-'));
    for (const [name, text] of [
      ['base', `FROM ${registry}/amd64/busybox`],
      ['app', `FROM ${registry}/library/busybox\nCOPY --from=${registry}/amd64/busybox /bin /b`],
      ['good', `FROM ${registry}/library/busybox`],
    ] as const) {
      await mkdir(path.join(folder, name));
      await writeFile(path.join(folder, name, 'Dockerfile'), `${text}\n`);
    }
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('finds the one image that blocks two of three files', async () => {
    const { stdout, code } = await multiarch(
      ...['report', folder, '--target', 'linux/arm64', '--format', 'json'],
    );
    assert.equal(code, 1, stdout);
    const { summary, blockers } = JSON.parse(stdout) as {
      readonly summary: readonly unknown[];
      readonly blockers: readonly { readonly reference: string; readonly frees: number }[];
    };
    assert.deepEqual(summary, [{ target: 'linux/arm64', ready: 1, blocked: 2, unknown: 0 }]);
    assert.deepEqual(
      blockers.map(({ reference, frees }) => [reference, frees]),
      [[`${registry}/amd64/busybox:latest`, 2]],
    );
  });
});
