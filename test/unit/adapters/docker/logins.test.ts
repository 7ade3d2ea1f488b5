import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lacksLogin } from '../../../../src/adapters/docker/logins.ts';

describe('lacksLogin', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'logins-'));
    const auth = Buffer.from('somebody:secret').toString('base64');
    const config = {
      auths: { 'r.example.com': { auth }, 'https://index.docker.io/v1/': { auth } },
      credHelpers: { 'broken.example.com': 'no-such-helper-anywhere' },
    };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const check = (name: string, host: string, expected: boolean) =>
    it(name, async () => {
      const environment = { DOCKER_CONFIG: folder, PATH: folder };
      assert.equal(await lacksLogin(host, environment), expected);
    });

  check('a registry with a login', 'r.example.com', false);
  check('Docker Hub with a login', 'docker.io', false);
  check('a registry without one', 'other.example.com', true);
  check('a registry of this machine', '127.0.0.1:5000', false);
  check('a helper that fails tells nothing', 'broken.example.com', false);
});
