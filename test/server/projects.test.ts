import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DiagnosticSeverity, FileChangeType } from 'vscode-languageserver/node';
import type { BuildDeclaration } from '../../src/core/project/declaration.ts';
import {
  targetsRequest,
  trustGrantedNotification,
  type BakeResult,
  type TargetsResult,
} from '../../src/protocol/requests.ts';
import { startTestClient, type TestClient, type TestClientOptions } from './testClient.ts';

const needsBase = 'ARG BASE\nFROM $BASE\n';

describe('the files around an open Dockerfile', () => {
  let folder: string;
  let client: TestClient | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-projects-'));
  });
  afterEach(async () => {
    await client?.dispose();
    client = undefined;
    await rm(folder, { recursive: true });
  });

  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
  function changed({ connection }: TestClient, name: string): Promise<void> {
    const uri = pathToFileURL(path.join(folder, name)).href;
    const changes = [{ uri, type: FileChangeType.Changed }];
    return connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
  }
  async function open(text: string, options: TestClientOptions = {}) {
    const started = await startTestClient({
      settings: { registry: { lookups: 'off' } },
      folder,
      ...options,
    });
    client = started;
    const uri = await started.open(text, path.join(folder, 'Dockerfile'));
    return {
      client: started,
      uri,
      codes: async () => (await started.pull(uri)).map(({ code }) => code),
      targets: () => started.connection.sendRequest<TargetsResult>(targetsRequest, { uri }),
    };
  }
  const declaration = (rest: Partial<BuildDeclaration> = {}): BuildDeclaration => ({
    ...{ kind: 'bake', file: 'docker-bake.hcl', name: 'app', platforms: [] },
    ...{ dockerfile: path.join(folder, 'Dockerfile'), context: folder },
    ...rest,
  });
  const bake = (...all: readonly BuildDeclaration[]): BakeResult => ({ grouped: all, all });

  it('say for which targets a lock file pins nothing, and follow it where it changes', async () => {
    const fixture = (version: string) =>
      path.join(__dirname, '../fixtures/npm', version, 'package-lock.json');
    await copyFile(fixture('10.8.2'), path.join(folder, 'package-lock.json'));
    const text = 'FROM node:24\nCOPY package.json package-lock.json ./\nRUN npm ci\n';
    const { client: started, uri, codes } = await open(text);
    const rule = 'lockfile-lacks-platform';
    const found = await started.diagnostics(uri, (all) => all.some(({ code }) => code === rule));
    const [lacking] = found.filter(({ code }) => code === rule);
    assert.equal(lacking?.severity, DiagnosticSeverity.Information);
    assert.equal(lacking.range.start.line, 1);
    const { message } = lacking;
    assert(typeof message === 'string');
    for (const each of ['package-lock.json', 'esbuild', 'linux/arm64'])
      assert(message.includes(each));
    const file = path.join(folder, 'package-lock.json');
    await copyFile(fixture('11.19.1'), file);
    await changed(started, 'package-lock.json');
    await started.diagnostics(uri, (all) => all.every(({ code }) => code !== rule));
    assert(!(await codes()).includes(rule));
  });

  it('leave an argument without a value empty, where there are none', async () => {
    const { codes } = await open(needsBase);
    assert.deepEqual(await codes(), ['dockerfile-error']);
  });

  function staysSilent(title: string, expected: RegExp, options: TestClientOptions): void {
    it(`make arguments unknown when ${title}`, async () => {
      await write('docker-bake.hcl', '');
      for (const text of [needsBase, 'ARG BASE=\nFROM $BASE\n']) {
        const { codes, targets } = await open(text, options);
        assert.deepEqual(await codes(), []);
        assert.match((await targets()).unread ?? '', expected);
        await client?.dispose();
      }
      client = undefined;
    });
  }
  staysSilent('the workspace is not trusted', /^docker-bake\.hcl was not read: .*not trusted\.$/, {
    readBake: () => assert.fail('docker was asked'),
    initialization: { trusted: false },
  });
  staysSilent('docker is not started', /not started\.$/, { readBake: () => null });
  staysSilent('the editor cannot ask', /^docker-bake\.hcl was not read: this editor/, {});
  staysSilent('the editor refuses', /the editor did not ask docker/, {
    readBake: () => Promise.reject(new Error('no')),
  });
  staysSilent('docker cannot read them', /docker says: no such variable\.$/, {
    readBake: () => ({
      ...{ grouped: [], all: [] },
      problem: 'docker-bake.hcl was not read: docker says: no such variable.',
    }),
  });

  it('count as soon as the workspace is trusted', async () => {
    await write('docker-bake.hcl', '');
    const {
      client: started,
      codes,
      targets,
    } = await open(needsBase, {
      readBake: () => bake(declaration({ platforms: ['linux/s390x'] })),
      initialization: { trusted: false, readsBake: true },
    });
    assert.deepEqual(await codes(), []);
    await started.connection.sendNotification(trustGrantedNotification);
    assert.deepEqual(await codes(), ['dockerfile-error']);
    assert.deepEqual((await targets()).platforms, ['linux/s390x']);
    assert.equal((await targets()).unread, undefined);
  });

  it('are not waited for when docker is slow, and count once it has answered', async () => {
    await write('docker-bake.hcl', '');
    let answer: ((result: BakeResult) => void) | undefined;
    const {
      client: started,
      uri,
      codes,
      targets,
    } = await open(needsBase, {
      readBake: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    assert.deepEqual(await codes(), []);
    assert.match((await targets()).unread ?? '', /has not answered yet\.$/);
    answer?.(bake(declaration({ platforms: ['linux/s390x'] })));
    await started.diagnostics(uri, (items) => items.length > 0);
    assert.deepEqual((await targets()).platforms, ['linux/s390x']);
  });

  it('give an argument several values: then none is known', async () => {
    await write('docker-bake.hcl', '');
    const { codes } = await open('ARG BASE\nARG OTHER\nFROM $BASE\nFROM $OTHER\n', {
      readBake: () =>
        bake(
          declaration({ buildArgs: { BASE: 'a', OTHER: 'b' } }),
          declaration({ name: 'debian', buildArgs: { BASE: 'b', OTHER: 'b' } }),
        ),
    });
    assert.deepEqual(await codes(), []);
  });

  it('ask for different platforms, until a workflow is changed', async () => {
    await mkdir(path.join(folder, '.github', 'workflows'), { recursive: true });
    const ask = (platforms: string) =>
      write(
        path.join('.github', 'workflows', 'ci.yml'),
        `jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { push: true, platforms: "${platforms}" }\n`,
      );
    await ask('linux/amd64,linux/arm64,linux/s390x');
    await write('.multiarch.yaml', 'platforms: [linux/amd64, linux/arm64]\n');
    const { client: started, uri, codes } = await open('FROM unknown/base\n');
    assert.deepEqual(await codes(), ['inconsistent-platforms']);
    const [found] = await started.pull(uri);
    assert.equal(found?.severity, 4);
    assert.match(JSON.stringify(found.message), /job a in \.github\/workflows\/ci\.yml:5: .*s390x/);
    await ask('linux/amd64,linux/arm64');
    await changed(started, path.join('.github', 'workflows', 'ci.yml'));
    await started.diagnostics(uri, (items) => items.length === 0);
  });

  it('come from a file that a compose file extends, whatever its name, as it is now', async () => {
    const base = (platform: string) =>
      write(
        'shared.yml',
        `services: { base: { build: { context: ., platforms: [${platform}] } } }\n`,
      );
    await base('linux/s390x');
    const extend = 'extends: { service: base, file: shared.yml }';
    await write('compose.yaml', `services: { web: { ${extend} } }\n`);
    const { client: started, targets } = await open('FROM scratch\n');
    assert.deepEqual((await targets()).platforms, ['linux/s390x']);
    await base('linux/riscv64');
    await write('unrelated.yml', 'a: 1\n');
    await changed(started, 'unrelated.yml');
    assert.deepEqual((await targets()).platforms, ['linux/s390x']);
    await changed(started, 'shared.yml');
    assert.deepEqual((await targets()).platforms, ['linux/riscv64']);
  });

  it('count again where a lock file of pnpm is changed, which is YAML as well', async () => {
    const whole = await readFile(
      path.join(__dirname, '../fixtures/pnpm/9.15.9/pnpm-lock.yaml'),
      'utf8',
    );
    const entry = /^ {2,}'@esbuild\/linux-arm64.*\n(?: {4,}.*\n|\n)*/gm;
    await write('pnpm-lock.yaml', whole.replace(entry, ''));
    const text = 'FROM node:24\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install\n';
    const { client: started, uri } = await open(text);
    const rule = 'lockfile-lacks-platform';
    await started.diagnostics(uri, (all) => all.some(({ code }) => code === rule));
    await write('pnpm-lock.yaml', whole);
    await changed(started, 'pnpm-lock.yaml');
    await started.diagnostics(uri, (all) => all.every(({ code }) => code !== rule));
  });

  it('leave it to the environment, in a compose file', async () => {
    const build = 'build: { context: ., args: [BASE] }';
    await write('compose.yaml', `services:\n  web:\n    ${build}\n`);
    const { codes } = await open('ARG BASE=\nFROM $BASE\n');
    assert.deepEqual(await codes(), []);
  });

  it('may be a compose file that cannot be read', async () => {
    await write('compose.yaml', 'services: [\n');
    const { codes, targets } = await open(needsBase);
    assert.deepEqual(await codes(), []);
    assert.match((await targets()).unread ?? '', /^compose\.yaml was not read: it is no YAML: /);
  });
});
