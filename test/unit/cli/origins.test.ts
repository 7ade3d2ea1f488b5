import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCommandLine } from '../../../src/cli/commandLine.ts';
import { startServer, type LoopbackServer } from '../../support/registry/loopbackServer.ts';
import { sampleRegistry } from '../../support/registry/sampleImages.ts';

const recorded = 'test/fixtures/docker/28.5.2/images/containerd/index-amd64-attested.json';

interface ImageJson {
  readonly reference: string;
  readonly digest: string;
  readonly source: unknown;
  readonly remembered?: string;
}

/** Where the command line has its facts from, and what it says of that. */
describe('what the command line says of where facts come from', () => {
  let registry: LoopbackServer;
  let folder: string;
  let engine: Server | undefined;
  const before: NodeJS.ProcessEnv = {};

  beforeEach(async () => {
    registry = await startServer(sampleRegistry());
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-origins-'));
    set({ MULTIARCH_CACHE: folder, DOCKER_CONFIG: folder, BUILDX_CONFIG: folder });
    await writeFile(path.join(folder, 'Dockerfile'), `FROM ${registry.host}/app:multi\n`);
  });
  afterEach(async () => {
    set(before);
    const running = engine;
    engine = undefined;
    if (running) await new Promise((resolve) => running.close(resolve));
    await registry.close();
    await rm(folder, { recursive: true });
  });

  function set(variables: NodeJS.ProcessEnv): void {
    for (const [name, value] of Object.entries(variables)) {
      if (variables !== before) before[name] = process.env[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }

  async function run(command: string, ...args: string[]) {
    let out = '';
    const code = await runCommandLine(
      [command, ...(command === 'image' ? [] : [path.join(folder, 'Dockerfile')]), ...args],
      { write: (text) => (out += text), writeError: (text) => (out += text), signal },
    );
    return { code, out };
  }
  const { signal } = new AbortController();
  const files = (out: string) =>
    (JSON.parse(out) as { files: readonly { images: readonly ImageJson[] }[] }).files;

  /** An engine that has one image under every name. */
  async function startEngine(): Promise<void> {
    const inspected = await readFile(recorded);
    const started = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(request.url?.startsWith('/images/') ? inspected : '{}');
    });
    engine = started;
    const socket = path.join(folder, 'docker.sock');
    await new Promise<void>((resolve) => started.listen(socket, resolve));
    set({ DOCKER_HOST: `unix://${socket}` });
  }

  it('says what is remembered, and does not take it for a fact where facts are required', async () => {
    assert.equal((await run('check', '--require-facts')).code, 0);
    await registry.close();
    const { code, out } = await run('check');
    assert.equal(code, 0);
    assert.match(
      out,
      /^Remembered, because the registry could not be asked again:\n {2}127\.0\.0\.1:\d+\/app:multi, just now: .* refuses the connection\./m,
    );
    assert.equal((await run('check', '--require-facts')).code, 2);
    const [file] = files((await run('check', '--format', 'json')).out);
    assert.match(file?.images[0]?.remembered ?? '', /refuses the connection/);
    const image = await run('image', `${registry.host}/app:multi`);
    assert.equal(image.code, 0);
    assert.match(image.out, /^as of {6}just now, remembered: .* refuses the connection/m);
    assert.match((await run('matrix', '--no-builder')).out, /^Remembered, because/m);
    registry = await startServer(sampleRegistry());
  });

  it("says what a build takes from the engine's own images", async () => {
    await startEngine();
    const { code, out } = await run('check');
    assert.equal(code, 1, out);
    assert.match(out, /No image for linux\/arm64/);
    assert.match(
      out,
      /^Found among the engine's own images, which a build without --pull takes:\n {2}127\.0\.0\.1:\d+\/app:multi$/m,
    );
    assert.equal(registry.seen.length, 0);
    const [file] = files((await run('check', '--format', 'json')).out);
    assert.deepEqual(file?.images[0]?.source, { registry: registry.host, engine: true });
    assert.match(
      (await run('matrix', '--no-builder', '--pull')).out,
      /copy-only +copy-only\n/,
      'without a builder nobody knows that the engine builds',
    );
  });

  it('asks the registry for a build with --pull, and for an image', async () => {
    await startEngine();
    const pulled = await run('check', '--pull');
    assert.equal(pulled.code, 0, pulled.out);
    assert.doesNotMatch(pulled.out, /engine/);
    const image = await run('image', `${registry.host}/app:multi`);
    assert.match(image.out, /linux\/arm64/);
    assert.match(image.out, /^as of {6}just now$/m);
  });

  it('asks the registry where the builder is no engine', async () => {
    await startEngine();
    await writeFile(
      path.join(folder, 'current'),
      JSON.stringify({ Key: '', Name: 'box', Global: true }),
    );
    await mkdir(path.join(folder, 'instances'));
    await writeFile(
      path.join(folder, 'instances', 'box'),
      JSON.stringify({ Name: 'box', Driver: 'docker-container', Nodes: [{ Name: 'box0' }] }),
    );
    assert.equal((await run('check')).code, 0);
    assert.equal(registry.seen.length, 1);
  });
});
