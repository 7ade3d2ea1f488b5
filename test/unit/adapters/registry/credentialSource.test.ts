import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createCredentialSource,
  type HostCredential,
} from '../../../../src/adapters/registry/credentialSource.ts';
import { withDefaultStore } from '../../../../src/adapters/registry/defaultStore.ts';

describe('createCredentialSource', () => {
  let folder = '';
  let environment: NodeJS.ProcessEnv = {};
  const { signal } = new AbortController();

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-credentials-'));
    await mkdir(path.join(folder, 'bin'));
    const home = path.join(folder, 'docker');
    await mkdir(home);
    // The script below is run by env(1), which looks for node on PATH.
    const paths = [path.join(folder, 'bin'), path.dirname(process.execPath), '/usr/bin', '/bin'];
    environment = { DOCKER_CONFIG: home, PATH: paths.join(path.delimiter) };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const writeConfig = (config: object) =>
    writeFile(path.join(folder, 'docker/config.json'), JSON.stringify(config));

  /** Installs a helper that writes down what it is asked, then runs `answer`. */
  async function installHelper(name: string, answer: string): Promise<string> {
    const file = path.join(folder, 'bin', name);
    const log = path.join(folder, `${name}.log`);
    const script = [
      '#!/usr/bin/env node',
      `const key = require('node:fs').readFileSync(0, 'utf8');`,
      `const asked = process.argv.slice(2).join(' ') + ' ' + key + ';';`,
      `require('node:fs').appendFileSync(${JSON.stringify(log)}, asked);`,
      answer,
    ];
    await writeFile(file, script.join('\n'));
    await chmod(file, 0o755);
    return log;
  }

  const answering = (password: string) =>
    `console.log(JSON.stringify({ ServerURL: key, Username: 'mary', Secret: '${password}' }));`;

  const passwordOf = ({ credential }: HostCredential) => credential.password;

  it('reads the file that DOCKER_CONFIG names, again when it changes', async () => {
    const find = createCredentialSource(environment);
    assert.deepEqual(await find('ghcr.io', signal), { credential: {}, version: 1 });
    await writeConfig({ auths: { 'ghcr.io': { auth: btoa('mary:one') } } });
    const one = await find('ghcr.io', signal);
    assert.deepEqual(one.credential, { username: 'mary', password: 'one', source: 'auths' });
    await writeConfig({ auths: { 'ghcr.io': { auth: btoa('mary:other') } } });
    const other = await find('ghcr.io', signal);
    assert.equal(other.credential.password, 'other');
    assert.notEqual(other.version, one.version);
    await writeConfig({ auths: { 'ghcr.io': { auth: btoa('mary:other') } }, detachKeys: 'ctrl-x' });
    assert.equal((await find('ghcr.io', signal)).version, other.version, 'the same credential');
  });

  it('asks a helper again when the clock was set back', async () => {
    await writeConfig({ credsStore: 'stub' });
    await installHelper('docker-credential-stub', answering('old'));
    let now = 10 * 365 * 86_400_000;
    const find = createCredentialSource(environment, () => now);
    await find('ghcr.io', signal);
    await installHelper('docker-credential-stub', answering('new'));
    now = 0;
    assert.equal(passwordOf(await find('ghcr.io', signal)), 'new');
  });

  it('runs a helper with the host on its standard input, and remembers', async () => {
    await writeConfig({ credsStore: 'stub' });
    const log = await installHelper('docker-credential-stub', answering('s3cret'));
    let now = 0;
    const find = createCredentialSource(environment, () => now);
    const [one, other] = await Promise.all([find('ghcr.io', signal), find('ghcr.io', signal)]);
    assert.deepEqual([one, other].map(passwordOf), ['s3cret', 's3cret']);
    await find('ghcr.io', signal);
    assert.equal(await readFile(log, 'utf8'), 'get ghcr.io;');
    await find('docker.io', signal);
    now = 5 * 60_000;
    assert.equal((await find('ghcr.io', signal)).version, one.version);
    assert.equal(
      await readFile(log, 'utf8'),
      'get ghcr.io;get https://index.docker.io/v1/;get ghcr.io;',
    );
  });

  it('says why a helper gives nothing, and tries it again later', async () => {
    await writeConfig({ credHelpers: { 'ghcr.io': 'stub' } });
    await installHelper('docker-credential-stub', `console.log('locked'); process.exit(3);`);
    let now = 0;
    const find = createCredentialSource(environment, () => now);
    assert.equal(
      (await find('ghcr.io', signal)).problem,
      'error getting credentials - err: exit status 3, out: `locked`',
    );
    await installHelper('docker-credential-stub', answering('s3cret'));
    assert.equal(passwordOf(await find('ghcr.io', signal)), undefined);
    now = 30_000;
    assert.deepEqual(await find('ghcr.io', signal), {
      credential: { username: 'mary', password: 's3cret', source: 'credHelpers' },
      version: 2,
    });
  });

  it('says why a file cannot be read', async () => {
    await writeFile(path.join(folder, 'docker/config.json'), '{bad');
    const find = createCredentialSource(environment);
    assert.equal(
      (await find('ghcr.io', signal)).problem,
      "invalid character 'b' looking for beginning of object key string",
    );
  });

  it('ends a helper that is not waited for any more', async () => {
    await writeConfig({ credsStore: 'stub' });
    await installHelper('docker-credential-stub', 'setInterval(() => undefined, 1000);');
    const controller = new AbortController();
    const waiting = createCredentialSource(environment)('ghcr.io', controller.signal);
    controller.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
  });

  describe('where nothing says where logins are kept', () => {
    const nothing = { auths: new Map(), credHelpers: new Map(), credsStore: '' };
    const check = (
      platform: NodeJS.Platform,
      programs: string[],
      expected: string,
      logins = nothing,
    ) => {
      it(`${platform} with ${programs.join(', ') || 'nothing'}`, async () => {
        for (const name of programs) await installHelper(name, '');
        const paths = { PATH: path.join(folder, 'bin') };
        const { credsStore } = await withDefaultStore(logins, paths, platform);
        assert.equal(credsStore, expected);
      });
    };
    check('linux', [], '');
    check('linux', ['docker-credential-pass'], '');
    check('linux', ['pass', 'docker-credential-pass'], 'pass');
    check('linux', ['docker-credential-secretservice'], 'secretservice');
    check('darwin', ['docker-credential-osxkeychain'], 'osxkeychain');
    check('win32', ['docker-credential-wincred.exe'], 'wincred');
    check('freebsd', ['docker-credential-pass', 'pass'], '');
    const withLogin = { ...nothing, auths: new Map([['ghcr.io', {}]]) };
    check('darwin', ['docker-credential-osxkeychain'], '', withLogin);
  });
});
