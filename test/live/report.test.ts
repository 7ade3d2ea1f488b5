import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultHttpSettings } from '../../src/protocol/settings.ts';
import { readWorkerRequest } from '../../src/protocol/worker.ts';
import { reportReadiness } from '../../src/worker/jobs/reportReadiness.ts';
import { docker, multiarch } from './programs.ts';

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

  it('of the editor knows the images of the engine, where the builder takes them', async () => {
    const image = `report-own:${process.pid}`;
    const own = path.join(folder, 'own');
    await mkdir(path.join(own, 'app'), { recursive: true });
    await writeFile(path.join(own, 'Dockerfile.base'), 'FROM scratch\nCOPY app /\n');
    await writeFile(path.join(own, 'app', 'Dockerfile'), `FROM ${image}\n`);
    try {
      const file = ['--file', path.join(own, 'Dockerfile.base')];
      await docker(
        ...['--context', 'default', 'buildx', '--builder', 'default', 'build', '--load'],
        ...['--platform', 'linux/amd64', '--tag', image, ...file, own],
      );
      for (const [engineImages, expected] of [
        ['default', { ready: 0, blocked: 1, unknown: 0 }],
        [undefined, { ready: 0, blocked: 0, unknown: 1 }],
      ] as const) {
        const request = readWorkerRequest({
          ...{ job: 'report', docker: 'docker', targets: ['linux/arm64'], otherwise: [] },
          folders: [{ path: path.join(own, 'app'), prefix: '' }],
          registries: {
            // Nobody is asked in the background but the engine.
            ...{ trusted: true, lookups: 'ask', allowedHosts: [], dockerConfigHosts: [] },
            ...{ mirrors: { 'docker.io': ['http://127.0.0.1:1'] }, insecure: [] },
            ...{ engine: { mirrors: [], insecure: [] }, http: defaultHttpSettings },
            ...(engineImages && { engineImages }),
          },
        });
        assert(request.ok && request.value.job === 'report');
        const { signal } = new AbortController();
        const message = await reportReadiness(request.value, process.env, signal);
        assert(message.kind === 'report');
        assert.deepEqual(message.report.summary, [{ target: 'linux/arm64', ...expected }]);
      }
    } finally {
      await docker('image', 'rm', '--force', image).catch(() => undefined);
    }
  });
});
