import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseInstance, readInstance } from '../../../../src/adapters/docker/buildxStore.ts';
import { findChosenBuilder } from '../../../../src/adapters/docker/chosenBuilder.ts';
import { engineAddress } from '../../../../src/adapters/docker/contexts.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'docker-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function put(path: string, content: unknown): void {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

function contextId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function putContext(name: string, host: string, skipTlsVerify = false): void {
  put(`contexts/meta/${contextId(name)}/meta.json`, {
    Name: name,
    Metadata: {},
    Endpoints: { docker: { Host: host, SkipTLSVerify: skipTlsVerify } },
  });
}

describe('engineAddress', () => {
  const remote = 'tcp://10.0.0.1:2376';
  const desktop: Partial<Record<NodeJS.Platform, string>> = {
    linux: 'unix:///home/me/.docker/desktop/docker.sock',
    darwin: 'unix:///Users/me/.docker/run/docker.sock',
    win32: 'npipe:////./pipe/dockerDesktopLinuxEngine',
  };

  const check = (
    endpoint: string,
    platform: NodeJS.Platform,
    more: NodeJS.ProcessEnv,
    url: string | undefined,
    tls?: { readonly folder: () => string; readonly verify: boolean },
  ) =>
    it(`${endpoint} on ${platform} ${JSON.stringify(more)}`, async () => {
      putContext('colima', 'unix:///home/me/.colima/docker.sock');
      // As Docker Desktop writes it, one for each system.
      putContext('desktop-linux', desktop[platform] ?? '');
      putContext('plain', 'tcp://10.0.0.1:2375');
      putContext('secured', remote);
      put(`contexts/tls/${contextId('secured')}/docker/ca.pem`, 'x');
      putContext('unverified', remote, true);
      putContext('away', 'ssh://me@away');
      const environment = { DOCKER_CONFIG: home, ...more };
      const expected =
        url === undefined
          ? undefined
          : { url, ...(tls && { tls: { folder: tls.folder(), verify: tls.verify } }) };
      assert.deepEqual(await engineAddress(endpoint, { environment, platform }), expected);
    });

  const ofContext = (name: string) => () =>
    join(home, 'contexts', 'tls', contextId(name), 'docker');
  const verified = { DOCKER_TLS_VERIFY: '1' };

  check('default', 'linux', {}, 'unix:///var/run/docker.sock');
  check('default', 'win32', {}, 'npipe:////./pipe/docker_engine');
  check('default', 'darwin', {}, 'unix:///var/run/docker.sock');
  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    check('desktop-linux', platform, {}, desktop[platform]);
  }
  check('default', 'linux', { DOCKER_HOST: 'tcp://10.0.0.1:2375' }, 'tcp://10.0.0.1:2375');
  check('default', 'linux', { DOCKER_HOST: 'ssh://me@away' }, 'ssh://me@away');
  check('default', 'linux', { DOCKER_HOST: remote, ...verified }, remote, {
    folder: () => home,
    verify: true,
  });
  check(
    'default',
    'linux',
    { DOCKER_HOST: remote, ...verified, DOCKER_CERT_PATH: '/certs' },
    remote,
    { folder: () => '/certs', verify: true },
  );
  check('default', 'linux', { DOCKER_HOST: remote, DOCKER_TLS: '1' }, remote, {
    folder: () => home,
    verify: false,
  });
  check('default', 'linux', verified, 'tcp://localhost:2376', {
    folder: () => home,
    verify: true,
  });
  check(remote, 'linux', verified, remote, { folder: () => home, verify: true });
  check('unix:///run/d.sock', 'linux', verified, 'unix:///run/d.sock');
  check('unix:///run/d.sock', 'linux', {}, 'unix:///run/d.sock');
  check('colima', 'darwin', verified, 'unix:///home/me/.colima/docker.sock');
  // What the variables say of TLS is about the default engine.
  check('plain', 'linux', verified, 'tcp://10.0.0.1:2375');
  check('secured', 'linux', {}, remote, { folder: ofContext('secured'), verify: true });
  check('unverified', 'linux', {}, remote, { folder: ofContext('unverified'), verify: false });
  check('away', 'linux', verified, 'ssh://me@away');
  check('gone', 'linux', {}, undefined);
});

describe('readInstance', () => {
  const multi =
    '{"Name":"multi","Driver":"remote","Nodes":[{"Name":"multi0","Endpoint":"tcp://127.0.0.1:5056","Platforms":[{"architecture":"amd64","os":"linux"},{"architecture":"amd64","os":"linux","variant":"v2"}],"DriverOpts":null,"Flags":null,"Files":null},{"Name":"multi1","Endpoint":"tcp://127.0.0.1:5057","Platforms":[{"architecture":"arm64","os":"linux"}]},{"Name":"multi2","Endpoint":"tcp://127.0.0.1:5058","Platforms":null}],"Dynamic":false}';
  const expected = ['multi0 linux/amd64 linux/amd64/v2', 'multi1 linux/arm64', 'multi2'];
  const readPins = async (environment: NodeJS.ProcessEnv) =>
    (await readInstance('multi', environment))?.nodes.map(({ name, platforms }) =>
      [name, ...platforms].join(' '),
    );

  it('reads an instance as buildx writes it', () => {
    const { driver, nodes } = parseInstance(multi);
    assert.equal(driver, 'remote');
    assert.deepEqual(nodes[1], {
      name: 'multi1',
      endpoint: 'tcp://127.0.0.1:5057',
      platforms: ['linux/arm64'],
      options: {},
      flags: [],
      files: {},
    });
  });

  it("finds it in buildx's folder or in Docker's", async () => {
    put('buildx/instances/multi', multi);
    assert.deepEqual(await readPins({ DOCKER_CONFIG: home }), expected);
    const environment = { BUILDX_CONFIG: join(home, 'buildx'), DOCKER_CONFIG: '/nowhere' };
    assert.deepEqual(await readPins(environment), expected);
  });

  it('knows nothing of what is not there, not understood, or no name', async () => {
    put('buildx/instances/broken', '{"Nodes":7}');
    put('buildx/secret', multi);
    for (const name of ['none', 'broken', '../secret', '', '.']) {
      assert.equal(await readInstance(name, { DOCKER_CONFIG: home }), undefined);
    }
  });
});

describe('findChosenBuilder', () => {
  const instance = (driver: string, endpoint: string) => ({
    Name: 'x',
    Driver: driver,
    Nodes: [{ Name: 'x0', Endpoint: endpoint, Platforms: null }],
  });
  const engine = 'unix:///run/a.sock';
  const hash = createHash('sha256').update(engine).digest('hex').slice(0, 20);

  const check = (
    name: string,
    files: Readonly<Record<string, unknown>>,
    expected: readonly [name: string, driver: string, endpoint: string],
    more: { readonly builder?: string; readonly environment?: NodeJS.ProcessEnv } = {},
  ) =>
    it(name, async () => {
      put('buildx/instances/farm', instance('docker-container', engine));
      put('buildx/instances/far', instance('remote', 'tcp://far:1234'));
      for (const [file, content] of Object.entries(files)) put(file, content);
      const environment = { DOCKER_CONFIG: home, DOCKER_HOST: engine, ...more.environment };
      const found = await findChosenBuilder(more.builder, { environment, platform: 'linux' });
      assert.deepEqual([found.name, found.driver, found.endpoint], expected);
    });

  const current = (Key: string, Name: string, Global = false) => ({
    'buildx/current': { Key, Name, Global },
  });
  const ofContext = ['default', 'docker', 'default'] as const;
  const farm = ['farm', 'docker-container', engine] as const;

  check("the docker context's without a choice", {}, ofContext);
  check('the one in use', current(engine, 'farm'), farm);
  check('not the one in use for another engine', current('unix:///other', 'farm'), ofContext);
  check('the one in use everywhere', current('unix:///other', 'farm', true), farm);
  check('none that is gone', current(engine, 'gone'), ofContext);
  check('none after `docker buildx use default`', current(engine, ''), ofContext);
  check('the default for the engine', { [`buildx/defaults/${hash}`]: 'farm' }, farm);
  check('a broken note', { 'buildx/current': '{' }, ofContext);
  check('the one that is named', current(engine, 'farm'), ['far', 'remote', 'tcp://far:1234'], {
    builder: 'far',
  });
  check(
    'the one of the environment',
    current(engine, 'farm'),
    ['far', 'remote', 'tcp://far:1234'],
    {
      environment: { BUILDX_BUILDER: 'far' },
    },
  );
  check(
    'a name in capitals, which buildx stores in small letters',
    {},
    ['FARM', 'docker-container', engine],
    {
      builder: 'FARM',
    },
  );
  check('a docker context', {}, ['colima', 'docker', 'colima'], {
    environment: { DOCKER_HOST: '', DOCKER_CONTEXT: 'colima' },
  });
  check(
    'the docker context in use',
    { 'config.json': { currentContext: 'colima' } },
    ['colima', 'docker', 'colima'],
    {
      environment: { DOCKER_HOST: '' },
    },
  );
  check(
    'the one in use in a docker context',
    { 'config.json': { currentContext: 'colima' }, ...current('colima', 'farm') },
    farm,
    {
      environment: { DOCKER_HOST: '' },
    },
  );
});
