import assert from 'node:assert/strict';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type { Builder } from '../../src/core/build/workerNode.ts';
import type { Fact } from '../../src/core/facts.ts';
import type { LocalImage } from '../../src/core/image/localImage.ts';
import {
  imageRequest,
  localImageRequest,
  type LocalImageParams,
  type LocalImageResult,
} from '../../src/protocol/imageRequests.ts';
import {
  builderNotification,
  registriesRequest,
  quotaStopNotification,
  type QuotaStop,
} from '../../src/protocol/requests.ts';
import {
  startServer,
  type Handler,
  type LoopbackServer,
} from '../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../support/registry/sampleImages.ts';
import type { WorkerRegistries } from '../../src/protocol/worker.ts';
import { startTestClient, type TestClient, type TestClientOptions } from './testClient.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** The engine's own images: a list without linux/arm64, and one of the classic store. */
const list: LocalImage = {
  store: 'containerd',
  digest: digest('1'),
  size: 100,
  manifest: {
    kind: 'index',
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      {
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        digest: digest('2'),
        size: 100,
        platform: { os: 'linux', architecture: 'amd64' },
      },
    ],
  },
};
const classic: LocalImage = {
  store: 'classic',
  digest: digest('3'),
  platform: { os: 'linux', architecture: 'arm64' },
  base: {},
};

/** Where the server's facts come from, as an editor sees it. */
describe('the look-ups of the language server', () => {
  const endings: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
  });

  async function serve(handler: Handler): Promise<LoopbackServer> {
    const server = await startServer(handler);
    endings.push(() => server.close());
    return server;
  }

  async function start(options?: TestClientOptions): Promise<TestClient> {
    const client = await startTestClient(options);
    endings.push(() => client.dispose());
    return client;
  }

  function builder(driver: string): Fact<Builder> {
    const node = { name: 'n', endpoint: 'default', status: 'running', platforms: ['linux/amd64'] };
    return { known: true, asOf: 1, value: { name: 'b', driver, current: true, nodes: [node] } };
  }

  /** An editor whose engine has one image under every name. */
  async function withEngine(image: LocalImage): Promise<{ client: TestClient; asked: string[] }> {
    const client = await start({ initialization: { builderExpected: true } });
    const asked: string[] = [];
    client.connection.onRequest<LocalImageResult, unknown>(
      localImageRequest,
      ({ reference }: LocalImageParams): LocalImageResult => {
        asked.push(reference);
        return image;
      },
    );
    return { client, asked };
  }

  it("take the engine's own images before a registry's, where the builder does", async () => {
    const registry = await serve(sampleRegistry());
    const { client, asked } = await withEngine(list);
    await client.connection.sendNotification(builderNotification, builder('docker'));
    const uri = await client.open(`FROM ${registry.host}/app:multi\n`);
    const items = await client.diagnostics(uri, (found) => found.length > 0);
    assert.equal(items[0]?.code, 'base-image-missing-platform');
    const shown = (await client.hover(uri, 0, 8)) ?? '';
    assert.match(shown, /with `--pull` it asks the registry\./);
    assert.match(shown, /· the engine's local image · \[Inspect\]/);
    assert.deepEqual(asked, [`${registry.host}/app:multi`]);
    assert.deepEqual(registry.seen, []);

    await client.connection.sendNotification(builderNotification, builder('docker-container'));
    assert.deepEqual(await client.diagnostics(uri, (found) => found.length === 0), []);
    assert.match((await client.hover(uri, 0, 8)) ?? '', /· from `127\.0\.0\.1:\d+`/);
  });

  it("hand a worker the engine's own images where the builder takes them", async () => {
    const client = await start({ initialization: { builderExpected: true } });
    for (const [driver, expected] of [
      ['docker', 'default'],
      ['docker-container', undefined],
    ] as const) {
      await client.connection.sendNotification(builderNotification, builder(driver));
      const { engineImages } = await client.connection.sendRequest<WorkerRegistries>(
        registriesRequest,
        {},
      );
      assert.equal(engineImages, expected);
    }
  });

  it('tell what of a classic store a build takes', async () => {
    const registry = await serve(sampleRegistry());
    const { client } = await withEngine(classic);
    await client.connection.sendNotification(builderNotification, builder('docker'));
    const uri = await client.open(`FROM ${registry.host}/app:multi\n`);
    const shown = (await client.hover(uri, 0, 8)) ?? '';
    assert.match(shown, /\| `linux\/amd64` \| ✓ its own image/);
    assert.match(shown, /\| `linux\/arm64` \| ✓ the engine's local image `sha256:333333333333` \|/);
    assert.match(shown, /for `linux\/arm64` that the Docker engine has of its own where it fits/);

    const local = await client.open('FROM registry.invalid/app:1\n');
    const alone = (await client.hover(local, 0, 8)) ?? '';
    assert.match(alone, /\| `linux\/arm64` \| ✓ the engine's local image/);
    assert.match(alone, /\| `linux\/amd64` \| unknown: the registry would be asked \|/);
    assert.match(alone, /What the registry has is unknown\. registry\\?\.invalid was not asked/);
    assert.deepEqual(await client.pull(local), []);
  });

  it("go by the editor's proxy", async () => {
    const sample = sampleRegistry();
    const proxy = await serve((request, response) => {
      request.url = new URL(request.url ?? '').pathname;
      sample(request, response);
    });
    const client = await start({
      settings: { registry: { insecure: ['registry.invalid', 'direct.invalid'] } },
      http: { proxy: proxy.origin, noProxy: ['direct.invalid'] },
    });
    const uri = await client.open(
      'FROM registry.invalid/app:multi\nCOPY --from=direct.invalid/app:multi / /\n',
    );
    assert.match((await client.hover(uri, 0, 8)) ?? '', /✓ its own image/);
    assert.match((await client.hover(uri, 1, 14)) ?? '', /direct\\?\.invalid cannot be resolved/);
    assert.deepEqual(
      proxy.seen.map(({ url }) => url),
      ['http://registry.invalid/v2/app/manifests/multi'],
    );
  });

  it('tell once that a registry is left alone, and show what is left in a hover', async () => {
    const sample = sampleRegistry();
    let remaining = 4;
    const hub = await serve((request, response) => {
      if (request.method === 'GET' && (request.url ?? '').includes('/manifests/')) remaining--;
      request.url = new URL(request.url ?? '').pathname.replace('/library/', '/');
      response.setHeader('ratelimit-limit', '100;w=21600');
      response.setHeader('ratelimit-remaining', `${remaining};w=21600`);
      sample(request, response);
    });
    const client = await start({
      settings: { registry: { insecure: ['registry-1.docker.io'] } },
      http: { proxy: hub.origin },
    });
    const told: QuotaStop[] = [];
    client.connection.onNotification(quotaStopNotification, (stop: QuotaStop) => {
      told.push(stop);
    });
    const show = async (tag: string) =>
      (await client.hover(await client.open(`FROM app:${tag}\n`), 0, 6)) ?? '';
    assert.match(await show('multi'), /· pulls left: 3 of 100 in 6 hours · \[Inspect\]/);
    assert.match(await show('amd64-index'), /· pulls left: 2 of 100 in 6 hours · \[Inspect\]/);
    const refused = /not asked in the background any more, so that the pulls that are left stay/;
    assert.match(await show('single'), refused);
    assert.match(await show('single-arm64'), refused);
    assert.equal(told.length, 1);
    assert.match(told[0]?.message ?? '', refused);
    assert(told[0] && told[0].until > Date.now());
  });

  it('end when the editor no longer wants the answer', async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let left = (): void => undefined;
    const leaving = new Promise<void>((resolve) => {
      left = resolve;
    });
    const silent = await serve((request) => {
      arrived();
      request.socket.once('close', left);
    });
    const client = await start();
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      imageRequest,
      { reference: `${silent.host}/app` },
      source.token,
    );
    await arrival;
    source.cancel();
    await assert.rejects(answer);
    await leaving;
  });

  it('let a hover go at once that nobody wants', async () => {
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const silent = await serve(() => {
      arrived();
    });
    const client = await start();
    const uri = await client.open(`FROM ${silent.host}/app\n`);
    const source = new CancellationTokenSource();
    const began = performance.now();
    const answer = client.connection.sendRequest(
      'textDocument/hover',
      { textDocument: { uri }, position: { line: 0, character: 8 } },
      source.token,
    );
    await arrival;
    source.cancel();
    await assert.rejects(answer);
    // A hover waits 4 s for an answer that somebody wants.
    assert(performance.now() - began < 3_000);
  });
});
