import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildDeclaration } from '../../src/core/project/declaration.ts';
import {
  builderNotification,
  declaredBuildsRequest,
  explainBuildRequest,
  type BakeResult,
  type DeclaredBuilds,
  type ExplainBuildParams,
  type ExplainBuildResult,
} from '../../src/protocol/requests.ts';
import { emulatingBuilder } from '../support/explained.ts';
import { startTestClient, type TestClient, type TestClientOptions } from './testClient.ts';

describe('the builds that a bake or compose file declares', () => {
  let folder: string;
  let client: TestClient | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-declared-'));
  });
  afterEach(async () => {
    await client?.dispose();
    client = undefined;
    await rm(folder, { recursive: true });
  });

  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
  const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;
  const declaration = (rest: Partial<BuildDeclaration> = {}): BuildDeclaration => ({
    ...{ kind: 'bake', file: 'docker-bake.hcl', name: 'app', platforms: [] },
    ...{ dockerfile: path.join(folder, 'Dockerfile'), context: folder },
    ...rest,
  });
  async function start(options: TestClientOptions = {}): Promise<TestClient> {
    const settings = { registry: { lookups: 'off' }, buildArgs: { BASE: 'of-the-settings' } };
    return (client = await startTestClient({ settings, folder, ...options }));
  }
  async function builds(name: string, options: TestClientOptions = {}): Promise<DeclaredBuilds> {
    const { connection } = client ?? (await start(options));
    return connection.sendRequest<DeclaredBuilds>(declaredBuildsRequest, { uri: uriOf(name) });
  }
  const bake = (...names: readonly string[]): BakeResult => ({
    grouped: [],
    all: names.map((name) => declaration({ name })),
  });

  it('are those of docker, in the order of the file, without those that are only inherited', async () => {
    await write('docker-bake.hcl', 'target "web" {}\ntarget "_common" {}\ntarget "api" {}\n');
    await write('docker-bake.override.hcl', '');
    await write('other.hcl', '');
    let asked: readonly string[] = [];
    const { declarations, problem } = await builds('docker-bake.hcl', {
      readBake: ({ files }) => {
        asked = files;
        return bake('_common', 'api', 'run-1', 'web');
      },
    });
    assert.deepEqual(asked, ['docker-bake.hcl', 'docker-bake.override.hcl']);
    assert.equal(problem, undefined);
    assert.deepEqual(
      declarations.map(({ name }) => name),
      ['web', 'api', 'run-1'],
    );
    await builds('other.hcl');
    assert.deepEqual(asked, ['other.hcl']);
  });

  it('are those of a compose file as it stands in the editor', async () => {
    const text = (platform: string) =>
      `services:\n  db: { image: postgres }\n  web:\n    build: { context: web, platforms: [${platform}] }\n`;
    await write('compose.yaml', text('linux/s390x'));
    const started = await start();
    const seen = async () => (await builds('compose.yaml')).declarations;
    const [onDisk, ...others] = await seen();
    assert.deepEqual([onDisk?.name, onDisk?.platforms, others], ['web', ['linux/s390x'], []]);
    assert.equal(onDisk?.dockerfile, path.join(folder, 'web', 'Dockerfile'));
    await started.open(text('linux/arm64'), path.join(folder, 'compose.yaml'), 'dockercompose');
    assert.deepEqual((await seen())[0]?.platforms, ['linux/arm64']);
  });

  const refuses = (title: string, name: string, expected: RegExp, options?: TestClientOptions) => {
    it(`are not known, with the reason, where ${title}`, async () => {
      await write('docker-bake.hcl', '');
      await write('compose.yaml', 'services: [a\n');
      const { declarations, problem = '' } = await builds(name, options);
      assert.deepEqual(declarations, []);
      assert.match(problem, expected);
    });
  };
  refuses('there is no such file', 'gone bake.hcl', /^There is no file gone bake\.hcl any more\.$/);
  refuses(
    'a compose file is no YAML',
    'compose.yaml',
    /^compose\.yaml was not read: it is no YAML/,
  );
  refuses('nobody asks docker', 'docker-bake.hcl', /^docker-bake\.hcl was not read: this editor/);
  refuses(
    'nothing is trusted',
    'docker-bake.hcl',
    /not started in a workspace that is not trusted/,
    {
      readBake: () => assert.fail('docker was asked'),
      initialization: { trusted: false },
    },
  );
  refuses('docker cannot read them', 'docker-bake.hcl', /docker says: Argument/, {
    readBake: () => ({
      ...{ grouped: [], all: [] },
      problem: 'docker-bake.hcl was not read: docker says: Argument or block definition required.',
    }),
  });

  const dockerfile = 'ARG BASE=none\nFROM $BASE AS first\nFROM first AS last\n';

  async function explain(build: Partial<BuildDeclaration>, known = true) {
    const started = await start();
    const { connection } = started;
    if (known) await connection.sendNotification(builderNotification, emulatingBuilder);
    const uri = await started.open(dockerfile, path.join(folder, 'Dockerfile'));
    const asked: ExplainBuildParams = { uri, settle: true, build: declaration(build) };
    const told = await connection.sendRequest<ExplainBuildResult>(explainBuildRequest, asked);
    assert.ok(told);
    return told;
  }

  it('are explained each with its own platforms, stage and arguments', async () => {
    const told = await explain({
      ...{ platforms: ['linux/s390x'], target: 'first', buildArgs: { BASE: 'alpine:3.22' } },
    });
    assert.deepEqual(told.targets, ['linux/s390x']);
    assert.deepEqual(
      told.stages.map(({ isResult }) => isResult),
      [true, false],
    );
    assert.match(JSON.stringify(told.unknown), /alpine:3\.22/);
  });

  it('do not get the build arguments of the settings', async () => {
    assert.match(JSON.stringify((await explain({})).unknown), /none/);
  });

  it('are for the machine that builds, where they name no platforms and it is known', async () => {
    assert.deepEqual((await explain({})).targets, ['linux/amd64']);
    await client?.dispose();
    assert.deepEqual((await explain({}, false)).targets, ['linux/amd64', 'linux/arm64']);
  });
});
