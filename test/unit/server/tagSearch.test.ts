import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import type { WorkerProgram } from '../../../src/adapters/workerProcess.ts';
import { defaultHttpSettings } from '../../../src/protocol/settings.ts';
import type { WorkerRegistries } from '../../../src/protocol/worker.ts';
import { createTagSearch } from '../../../src/server/tagSearch.ts';
import type { Handler } from '../../support/registry/loopbackServer.ts';
import { createSignal, useRegistryTest } from '../../support/registry/registryTest.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';

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

/** Two tags, `multi` and `single`. */
const registry: Handler = (request, response) => {
  if (request.url?.includes('/tags/list')) response.end('{"tags":["multi","single"]}');
  else {
    request.url = request.url?.split('?')[0] ?? '';
    images(request, response);
  }
};
const images = sampleRegistry();

describe('the search for tags', function () {
  this.timeout(60_000);
  const test = useRegistryTest();
  const { signal } = new AbortController();
  const cacheBefore = process.env['MULTIARCH_CACHE'];
  let folder = '';
  let worker: WorkerProgram;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-worker-'));
    // The worker remembers what it reads: here nothing from before.
    process.env['MULTIARCH_CACHE'] = folder;
    worker = { file: path.join(folder, 'worker.js') };
    await build({
      entryPoints: [require.resolve('../../../src/worker/main.ts')],
      outfile: worker.file,
      bundle: true,
      platform: 'node',
      // What dockerode's ssh would like to have, and does without.
      external: ['*.node'],
    });
  });

  after(async () => {
    if (cacheBefore === undefined) delete process.env['MULTIARCH_CACHE'];
    else process.env['MULTIARCH_CACHE'] = cacheBefore;
    await rm(folder, { recursive: true });
  });

  it('finds tags in a process of its own', async () => {
    const server = await test.serve(registry);
    const searchTags = createTagSearch({ registries: () => Promise.resolve(registries), worker });
    const found = await searchTags(`${server.host}/app:single`, ['linux/arm64'], signal);
    assert(found.known, found.known ? '' : found.reason.message);
    const { tags, ...rest } = found.value;
    assert.deepEqual(rest, { complete: true, requests: 4 });
    assert.deepEqual(
      tags.map(({ tag, platforms }) => [tag, platforms]),
      [['multi', ['linux/amd64', 'linux/arm64', 'linux/arm/v7']]],
    );
  });

  it('asks in the same way as the server: mirrors', async () => {
    const mirror = await test.serve(registry);
    const mirrored = { ...registries, engine: { mirrors: [mirror.origin], insecure: [] } };
    const searchTags = createTagSearch({ registries: () => Promise.resolve(mirrored), worker });
    const found = await searchTags('team/app', [], signal, { limit: 1 });
    assert(found.known);
    assert.deepEqual([found.value.tags.length, found.value.complete], [1, false]);
    assert(mirror.seen.every(({ url }) => url.endsWith('ns=docker.io')));
  });

  it('remembers an answer for five minutes, and no failure', async () => {
    let isBusy = true;
    const server = await test.serve((request, response) => {
      if (isBusy) response.writeHead(429).end();
      else registry(request, response);
    });
    let now = Date.now();
    const tools = { registries: () => Promise.resolve(registries), worker, now: () => now };
    const searchTags = createTagSearch(tools);
    const search = () => searchTags(`${server.host}/app`, [], signal);
    const refused = await search();
    assert(!refused.known);
    assert.equal(refused.reason.code, 'rate-limited');
    isBusy = false;
    const [first, same] = await Promise.all([search(), search()]);
    assert(first.known);
    assert.equal(first, same);
    const { length } = server.seen;
    now = Date.now() + 4 * 60_000;
    assert.equal(await search(), first);
    assert.equal(server.seen.length, length);
    now += 2 * 60_000;
    assert.notEqual(await search(), first);
    assert(server.seen.length > length);
  });

  it('ends when it is cancelled', async () => {
    const asked = createSignal();
    const gone = createSignal();
    const server = await test.serve((request) => {
      request.socket.once('close', gone.give);
      asked.give();
    });
    const stop = new AbortController();
    const searchTags = createTagSearch({ registries: () => Promise.resolve(registries), worker });
    const search = searchTags(`${server.host}/app`, [], stop.signal);
    await asked.given;
    stop.abort(new Error('typed on'));
    await assert.rejects(search, /typed on/);
    await gone.given;
  });

  it('starts nothing without trust', async () => {
    const none = { file: '/there/is/none.js' };
    const untrusted = { ...registries, trusted: false };
    const searchTags = createTagSearch({
      registries: () => Promise.resolve(untrusted),
      worker: none,
    });
    const found = await searchTags('app', [], signal);
    assert(!found.known);
    assert.equal(found.reason.code, 'untrusted');
  });

  it('is refused what is no search, and says why', async () => {
    const searchTags = createTagSearch({ registries: () => Promise.resolve(registries), worker });
    const found = await searchTags('app', [], signal, { limit: 0 });
    assert.deepEqual(found, {
      known: false,
      reason: {
        code: 'failed',
        message: 'The search for tags gave no answer: limit: too_small. Try again.',
      },
    });
    const other = await searchTags('app', ['no/such/plat/form'], signal);
    assert(!other.known);
    assert.equal(other.reason.code, 'malformed');
  });
});
