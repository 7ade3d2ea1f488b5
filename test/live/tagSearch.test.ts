import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultHttpSettings } from '../../src/protocol/settings.ts';
import type { WorkerRegistries } from '../../src/protocol/worker.ts';
import { createTagSearch } from '../../src/server/tagSearch.ts';
import { startRealRegistry, type RealRegistry } from '../support/registry/realRegistry.ts';
import { docker, multiarch } from './programs.ts';

/** For `mary` with this password; made by `htpasswd -nbBC 5`. */
const password = 's3cret-live';
const htpasswd = 'mary:$2b$05$abcdefghijklmnopqrstuu9jUXsD6nloij4U9dvtmCM0OnmaCQdKW\n';

const registries: WorkerRegistries = {
  trusted: true,
  lookups: 'on',
  allowedHosts: [],
  dockerConfigHosts: [],
  mirrors: {},
  insecure: [],
  engine: { mirrors: [], insecure: [] },
  http: defaultHttpSettings,
};

/** The search for tags as it is shipped, against a registry as people run it. */
describe('the search for tags', () => {
  let folder = '';
  let open: RealRegistry;
  let locked: RealRegistry;
  const userCache = process.env['MULTIARCH_CACHE'];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-live-tags-'));
    const storage = path.join(folder, 'images');
    open = await startRealRegistry({ folder: path.join(folder, 'open'), storage });
    locked = await startRealRegistry({ folder: path.join(folder, 'locked'), storage, htpasswd });
    await writeFile(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
    for (const [tag, platforms] of [
      ['1.0-slim', 'linux/amd64'],
      ['1.1-slim', 'linux/amd64,linux/arm64'],
      ['1.1', 'linux/amd64,linux/arm64'],
      ['1.2-slim', 'linux/amd64,linux/arm64,linux/arm/v7'],
    ] as const) {
      const name = `${open.host}/team/app:${tag}`;
      await docker(
        'buildx',
        'build',
        '--quiet',
        '--push',
        '--platform',
        platforms,
        '--tag',
        name,
        folder,
      );
    }
    const auth = Buffer.from(`mary:${password}`).toString('base64');
    process.env['DOCKER_AUTH_CONFIG'] = JSON.stringify({ auths: { [locked.host]: { auth } } });
    process.env['MULTIARCH_CACHE'] = path.join(folder, 'cache');
  });

  after(async () => {
    delete process.env['DOCKER_AUTH_CONFIG'];
    delete process.env['MULTIARCH_CACHE'];
    if (userCache !== undefined) process.env['MULTIARCH_CACHE'] = userCache;
    await Promise.all([open.stop(), locked.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const searchTags = createTagSearch({
    registries: () => Promise.resolve(registries),
    worker: { file: path.resolve('dist/worker.js') },
  });
  const { signal } = new AbortController();

  it('finds the tags that a build can use instead', async () => {
    const both = ['linux/amd64', 'linux/arm64'];
    const found = await searchTags(`${open.host}/team/app:1.0-slim`, both, signal);
    assert(found.known, found.known ? '' : found.reason.message);
    const { tags, complete } = found.value;
    assert.deepEqual(
      tags.map(({ tag, platforms }) => [tag, platforms]),
      [
        ['1.1-slim', both],
        ['1.2-slim', [...both, 'linux/arm/v7']],
        ['1.1', both],
      ],
    );
    assert(complete);
    for (const { tag, digest } of tags) {
      const name = `${open.host}/team/app:${tag}`;
      const format = ['--format', '{{json .Manifest}}'];
      const printed = await docker('buildx', 'imagetools', 'inspect', ...format, name);
      assert.equal(digest, (JSON.parse(printed) as { digest: string }).digest);
    }
  });

  it('finds them with the login that docker has', async () => {
    const found = await searchTags(`${locked.host}/team/app:1.0-slim`, ['linux/arm/v7'], signal);
    assert(found.known, found.known ? '' : found.reason.message);
    assert.deepEqual(
      found.value.tags.map(({ tag }) => tag),
      ['1.2-slim'],
    );
  });

  it('says the same in the terminal', async () => {
    const args = ['--tags', '--platform', 'linux/amd64,linux/arm64', '--format', 'json'];
    const { code, stdout } = await multiarch('image', `${open.host}/team/app:1.0-slim`, ...args);
    assert.equal(code, 0);
    const { tags, complete } = JSON.parse(stdout) as {
      tags: readonly { tag: string }[];
      complete: boolean;
    };
    assert.deepEqual(
      [tags.map(({ tag }) => tag), complete],
      [['1.1-slim', '1.2-slim', '1.1'], true],
    );
  });
});
