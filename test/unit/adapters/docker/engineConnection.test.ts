import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createSocketServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { EngineTls } from '../../../../src/adapters/docker/contexts.ts';
import { askEngine } from '../../../../src/adapters/docker/engineConnection.ts';
import { streamFromEngine } from '../../../../src/adapters/docker/engineQuestion.ts';
import { sshProgram } from '../../../../src/adapters/docker/sshConnection.ts';
import { testAuthority } from '../../../support/registry/loopbackServer.ts';

const certificates = 'test/support/registry';

/** What is asked of an engine here: who it is, as often as told. */
async function ask(
  url: string,
  { tls, times = 1, signal }: { tls?: EngineTls; times?: number; signal?: AbortSignal } = {},
) {
  const answer = await askEngine(
    { url, ...(tls && { tls }) },
    async (engine, abortSignal) => {
      const questions = engine as unknown as {
        version(options: { abortSignal: AbortSignal }): Promise<unknown>;
      };
      const answers: unknown[] = [];
      for (let time = 0; time < times; time++)
        answers.push(await questions.version({ abortSignal }));
      return answers;
    },
    { signal },
  );
  return answer.ok ? answer.value : answer.problem.message;
}

describe('an engine over ssh', () => {
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-T', '--'];
  const stdio = 'docker system dial-stdio';

  const check = (url: string, expected: readonly string[]) =>
    it(`${url} is ssh ${expected.join(' ')}`, () => {
      assert.deepEqual(sshProgram(url), { ok: true, value: { command: 'ssh', args: expected } });
    });
  check('ssh://host', [...options, 'host', stdio]);
  check('ssh://me@host', ['-l', 'me', ...options, 'host', stdio]);
  check('ssh://me@host:2222/', ['-l', 'me', '-p', '2222', ...options, 'host', stdio]);
  check('ssh://dom%40me@10.0.0.1', ['-l', 'dom@me', ...options, '10.0.0.1', stdio]);
  check('ssh://[fd00::1]:22', ['-p', '22', ...options, 'fd00::1', stdio]);
  check('ssh://build_box', [...options, 'build_box', stdio]);
  check('ssh://host/run/user/1000/docker.sock', [
    ...options,
    'host',
    'docker --host=unix:///run/user/1000/docker.sock system dial-stdio',
  ]);

  const refuse = (url: string) =>
    it(`${url} is refused`, () => {
      assert.equal(sshProgram(url).ok, false);
    });
  refuse('ssh://');
  refuse('ssh://-oProxyCommand=touch');
  refuse('ssh://-oProxyCommand=touch%20x/');
  refuse('ssh://-l@host');
  refuse('ssh://%2dl@host');
  refuse('ssh://me@host$(touch x)');
  refuse('ssh://`id`@host');
  refuse('ssh://%60id%60@host');
  refuse("ssh://a'b@host");
  refuse('ssh://me:secret@host');
  refuse('ssh://host/a;b');
  refuse('ssh://host/a%20b');
  refuse('ssh://host?x=1');
  refuse('ssh://host#x');
  refuse('ssh://%zz@host');

  it('does not repeat a password', () => {
    const answer = sshProgram('ssh://me:secret@host');
    assert.doesNotMatch(answer.ok ? '' : answer.problem.message, /secret/);
  });

  describe('by a stub of ssh', () => {
    const { PATH: path } = process.env;
    let folder = '';
    let engine: Server;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ssh-'));
      engine = createServer((_, response) => response.end('{"Version":"28.5.2"}'));
      engine.listen(join(folder, 'engine.sock'));
      await once(engine, 'listening');
      process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`;
    });
    afterEach(async () => {
      process.env['PATH'] = path;
      engine.closeAllConnections();
      await new Promise((resolve) => engine.close(resolve));
      rmSync(folder, { recursive: true });
    });

    /** Puts a program called ssh in front of the real one. */
    function stub(script: string): void {
      const file = join(folder, 'ssh');
      writeFileSync(file, `#!${process.execPath}\n${script}`);
      chmodSync(file, 0o755);
    }

    const proxy = () => `
      require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');
      const socket = require('node:net').connect(${JSON.stringify(join(folder, 'engine.sock'))});
      process.stdin.pipe(socket).pipe(process.stdout);`;

    it('is asked through its standard streams, over one connection', async () => {
      stub(proxy());
      const version = { Version: '28.5.2' };
      assert.deepEqual(await ask('ssh://me@host', { times: 2 }), [version, version]);
      assert.equal(
        readFileSync(join(folder, 'calls'), 'utf8'),
        `-l me ${options.join(' ')} host ${stdio}\n`,
      );
    });

    const fails = (name: string, script: string, expected: string) =>
      it(`says why not: ${name}`, async () => {
        stub(script);
        assert.equal(await ask('ssh://me@host'), expected);
      });
    fails(
      'ssh refuses, with the line that matters',
      `console.error('Warning: Permanently added host.\\r\\nme@host: Permission denied (publickey).\\r');
       process.exitCode = 255;`,
      'ssh: me@host: Permission denied (publickey).',
    );
    fails('ssh is silent', 'process.exitCode = 3;', 'ssh ended with exit code 3');

    it('says that there is no ssh', async () => {
      process.env['PATH'] = folder;
      assert.match(String(await ask('ssh://host')), /ENOENT/);
    });

    it('is left when nobody wants the answer, with all that ssh has started', async () => {
      const stop = new AbortController();
      const witness = createSocketServer().listen(0, '127.0.0.1');
      await once(witness, 'listening');
      const { port } = witness.address() as AddressInfo;
      const ended = once(witness, 'connection').then(async ([socket]: Socket[]) => {
        assert(socket);
        socket.resume();
        stop.abort();
        await once(socket, 'close');
      });
      const child = `require('node:net').connect(${port}, '127.0.0.1').on('error', () => {});`;
      stub(`
        require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}]);
        setInterval(() => {}, 1000);`);
      await ask('ssh://host', { signal: stop.signal });
      await ended;
      witness.close();
    });
  });
});

describe('an engine that ends', () => {
  const endings: Readonly<Record<string, (response: ServerResponse) => void>> = {
    'before it answers': (response) => response.destroy(),
    'in the midst of an answer': (response) =>
      response.write('half of it', () => {
        response.destroy();
      }),
  };
  for (const [when, end] of Object.entries(endings)) {
    it(`${when} is told as such`, async () => {
      const engine = createServer((_, response) => {
        end(response);
      }).listen(0, '127.0.0.1');
      await once(engine, 'listening');
      const url = `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`;
      const answer = await askEngine({ url }, async (asked, signal) =>
        text(await streamFromEngine(asked, '/images/app/get', {}, signal)),
      );
      engine.close();
      assert(!answer.ok);
      assert.equal(answer.problem.message, `the connection to ${url} was lost`);
    });
  }
});

describe('an engine over TLS', () => {
  let folder = '';
  let url = '';
  let engine: ReturnType<typeof createTlsServer>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    engine = createTlsServer(
      {
        cert: testAuthority,
        key: readFileSync(join(certificates, 'key.pem')),
        // Only who shows the same certificate is answered, as by `dockerd --tlsverify`.
        ca: testAuthority,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (_, response) => response.end('{"Version":"28.5.2"}'),
    ).listen(0, '127.0.0.1');
    await once(engine, 'listening');
    url = `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    for (const [from, to] of [
      ['certificate.pem', 'ca.pem'],
      ['certificate.pem', 'cert.pem'],
      ['key.pem', 'key.pem'],
    ] as const) {
      copyFileSync(join(certificates, from), join(folder, to));
    }
  });
  after(async () => {
    engine.closeAllConnections();
    await new Promise((resolve) => engine.close(resolve));
    rmSync(folder, { recursive: true });
  });

  const answered = [{ Version: '28.5.2' }];

  it('is shown the certificate, and must show one of the authority', async () => {
    assert.deepEqual(await ask(url, { tls: { folder, verify: true } }), answered);
  });

  it('is not believed without its authority', async () => {
    rmSync(join(folder, 'ca.pem'));
    assert.match(String(await ask(url, { tls: { folder, verify: true } })), /self-signed/);
    assert.deepEqual(await ask(url, { tls: { folder, verify: false } }), answered);
  });

  it('refuses who shows none', async () => {
    rmSync(join(folder, 'cert.pem'));
    rmSync(join(folder, 'key.pem'));
    assert.equal(typeof (await ask(url, { tls: { folder, verify: true } })), 'string');
  });

  it('says that the key cannot be read', async () => {
    writeFileSync(join(folder, 'key.pem'), 'no key');
    const said = await ask(url, { tls: { folder, verify: true } });
    assert.equal(typeof said, 'string');
    assert.match(String(said), /PEM|DECODER|key/i);
  });

  it('is not taken for one without TLS', async () => {
    assert.equal(typeof (await ask(url)), 'string');
  });

  it('is the one of the address, whatever the variables of the default engine say', async () => {
    const plain = createServer((_, response) => response.end('{"Version":"27.0.0"}'));
    plain.listen(join(folder, 'engine.sock'));
    await once(plain, 'listening');
    const variables = { DOCKER_HOST: url, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      const answer = await ask(`unix://${join(folder, 'engine.sock')}`);
      assert.deepEqual(answer, [{ Version: '27.0.0' }]);
    } finally {
      for (const name of Object.keys(variables)) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
      plain.closeAllConnections();
      await new Promise((resolve) => plain.close(resolve));
    }
  });
});
