import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, type Server } from 'node:tls';
import { promisify } from 'node:util';
import { engineAddress } from '../../src/adapters/docker/contexts.ts';
import { readEngine } from '../../src/adapters/docker/engine.ts';
import { engineImages } from '../../src/adapters/docker/localImages.ts';

const start = promisify(execFile);

/** The lab's engine behind TLS and behind ssh: docker's own client is asked the same. */
describe('a docker context of an engine elsewhere', () => {
  const { DOCKER_HOST: host = '', PATH: programs = '' } = process.env;
  const socket = host.slice('unix://'.length);
  let folder = '';
  let environment: NodeJS.ProcessEnv = {};

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-elsewhere-'));
    environment = { ...process.env, DOCKER_CONFIG: path.join(folder, 'docker'), DOCKER_HOST: '' };
  });
  after(async () => {
    process.env['PATH'] = programs;
    await rm(folder, { recursive: true, force: true });
  });

  async function docker(...args: readonly string[]): Promise<string> {
    return (await start('docker', args, { env: environment })).stdout.trim();
  }

  /** What we learn of the engine behind a context, and what docker says of it. */
  async function compare(context: string): Promise<void> {
    const address = await engineAddress(context, { environment, platform: process.platform });
    assert(address);
    const engine = await readEngine(address);
    assert(engine.ok, engine.ok ? '' : engine.problem.message);
    assert.equal(
      engine.value.version,
      await docker('--context', context, 'version', '--format', '{{.Server.Version}}'),
    );
    // A second kind of question, on a path of its own.
    assert.equal(await engineImages(address).read('docker.io/library/none:multiarch'), undefined);
  }

  it('over TLS, with an authority of its own', async () => {
    const openssl = (...args: readonly string[]) => start('openssl', args, { cwd: folder });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await openssl(
      'req',
      '-x509',
      ...key,
      '-subj',
      '/CN=lab',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    );
    await writeFile(path.join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
    for (const name of ['server', 'client']) {
      await openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', 'csr');
      const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
      const more = ['-in', 'csr', '-extfile', 'names', '-out', `${name}.pem`];
      await openssl('x509', '-req', ...authority, ...more);
    }
    const read = (name: string) => readFile(path.join(folder, name));
    const [ca, cert, serverKey] = await Promise.all(
      ['ca.pem', 'server.pem', 'server.key'].map(read),
    );
    const proxy = createServer(
      { ca, cert, key: serverKey, requestCert: true, rejectUnauthorized: true },
      (secured) => {
        joinSockets(secured, connect(socket));
      },
    );
    const port = await listen(proxy);
    try {
      const file = (kind: string, name: string) => `${kind}=${path.join(folder, name)}`;
      const material = [
        file('ca', 'ca.pem'),
        file('cert', 'client.pem'),
        file('key', 'client.key'),
      ];
      const endpoint = [`host=tcp://127.0.0.1:${port}`, ...material].join(',');
      await docker('context', 'create', 'secured', '--docker', endpoint);
      await compare('secured');
      const unverified = `host=tcp://127.0.0.1:${port},skip-tls-verify=true`;
      await docker('context', 'create', 'without', '--docker', unverified);
      const address = await engineAddress('without', { environment, platform: process.platform });
      assert(address);
      assert.equal((await readEngine(address)).ok, false, 'the proxy wants a certificate');
    } finally {
      proxy.close();
    }
  });

  it('over ssh, with the arguments that docker gives it', async () => {
    const calls = path.join(folder, 'calls');
    const stub = `#!${process.execPath}
      require('node:fs').appendFileSync(${JSON.stringify(calls)}, process.argv.slice(2).join(' ') + '\\n');
      const socket = require('node:net').connect(${JSON.stringify(socket)});
      process.stdin.pipe(socket).pipe(process.stdout);`;
    await writeFile(path.join(folder, 'ssh'), stub);
    await chmod(path.join(folder, 'ssh'), 0o755);
    process.env['PATH'] = [folder, programs].join(path.delimiter);
    environment = { ...environment, PATH: process.env['PATH'] };
    await docker('context', 'create', 'away', '--docker', 'host=ssh://me@away:2222');
    await compare('away');
    const seen = new Set(
      (await readFile(calls, 'utf8'))
        .trim()
        .split('\n')
        .map((line) => line.replaceAll(/-o \S+ /g, '')),
    );
    assert.deepEqual([...seen], ['-l me -p 2222 -T -- away docker system dial-stdio']);
  });
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function joinSockets(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}
