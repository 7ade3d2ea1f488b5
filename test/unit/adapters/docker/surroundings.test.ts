import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseInstance, readPinnedPlatforms } from '../../../../src/adapters/docker/buildxStore.ts';
import { engineUrl } from '../../../../src/adapters/docker/contexts.ts';

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

function putContext(name: string, host: string): void {
  const id = createHash('sha256').update(name).digest('hex');
  put(`contexts/meta/${id}/meta.json`, {
    Name: name,
    Metadata: {},
    Endpoints: { docker: { Host: host, SkipTLSVerify: false } },
  });
}

describe('engineUrl', () => {
  const check = (
    endpoint: string,
    platform: NodeJS.Platform,
    more: NodeJS.ProcessEnv,
    expected: string | undefined,
  ) =>
    it(`${endpoint} on ${platform} ${JSON.stringify(more)}`, async () => {
      putContext('colima', 'unix:///home/me/.colima/docker.sock');
      const environment = { DOCKER_CONFIG: home, ...more };
      assert.equal(await engineUrl(endpoint, { environment, platform }), expected);
    });

  check('default', 'linux', {}, 'unix:///var/run/docker.sock');
  check('default', 'win32', {}, 'npipe:////./pipe/docker_engine');
  check('default', 'linux', { DOCKER_HOST: 'tcp://10.0.0.1:2375' }, 'tcp://10.0.0.1:2375');
  check('colima', 'darwin', {}, 'unix:///home/me/.colima/docker.sock');
  check('unix:///run/d.sock', 'linux', {}, 'unix:///run/d.sock');
  check('gone', 'linux', {}, undefined);
});

describe('readPinnedPlatforms', () => {
  const multi =
    '{"Name":"multi","Driver":"remote","Nodes":[{"Name":"multi0","Endpoint":"tcp://127.0.0.1:5056","Platforms":[{"architecture":"amd64","os":"linux"},{"architecture":"amd64","os":"linux","variant":"v2"}],"DriverOpts":null,"Flags":null,"Files":null},{"Name":"multi1","Endpoint":"tcp://127.0.0.1:5057","Platforms":[{"architecture":"arm64","os":"linux"}]},{"Name":"multi2","Endpoint":"tcp://127.0.0.1:5058","Platforms":null}],"Dynamic":false}';
  const expected = new Map([
    ['multi0', ['linux/amd64', 'linux/amd64/v2']],
    ['multi1', ['linux/arm64']],
    ['multi2', []],
  ]);

  it('reads an instance as buildx writes it', () => {
    assert.deepEqual(parseInstance(multi), expected);
  });

  it("finds it in buildx's folder or in Docker's", async () => {
    put('buildx/instances/multi', multi);
    assert.deepEqual(await readPinnedPlatforms('multi', { DOCKER_CONFIG: home }), expected);
    const environment = { BUILDX_CONFIG: join(home, 'buildx'), DOCKER_CONFIG: '/nowhere' };
    assert.deepEqual(await readPinnedPlatforms('multi', environment), expected);
  });

  it('knows nothing of what is not there, not understood, or no name', async () => {
    put('buildx/instances/broken', '{"Nodes":7}');
    put('buildx/secret', multi);
    for (const name of ['none', 'broken', '../secret', '', '.']) {
      assert.equal(await readPinnedPlatforms(name, { DOCKER_CONFIG: home }), undefined);
    }
  });
});
