import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderMessage } from '../../src/core/analysis/finding.ts';
import { followBuild, type FollowOptions } from './followedBuild.ts';
import { KernelEntries } from './kernelEntries.ts';
import { ownRepository } from './labRegistry.ts';
import { tinyProgram } from './tinyProgram.ts';

/** Failures that are provoked for real, and what is said of them. */
describe('a build that fails for real', function () {
  this.timeout(120_000);
  let folder = '';
  const servers: Server[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-live-'));
    await writeFile(join(folder, 'tiny'), tinyProgram('riscv64'), { mode: 0o755 });
    await writeFile(join(folder, 'left-out'), 'x');
    await writeFile(join(folder, '.dockerignore'), 'left-out\n');
  });
  after(async () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    await rm(folder, { recursive: true });
  });

  /** Builds, and checks what is said of the failure. */
  async function check(
    dockerfile: string,
    options: FollowOptions,
    code: string,
    cause: RegExp | string,
  ): Promise<void> {
    const { end, explanation, lines } = await followBuild(folder, dockerfile, options);
    const told = [explanation.original, ...lines].join('\n');
    assert.equal(end.kind, 'failed', told);
    assert.equal(explanation.code, code, told);
    const text = renderMessage(explanation.cause);
    if (typeof cause === 'string') assert.equal(text, cause);
    else assert.match(text, cause);
  }

  /** A server that answers everything in one way; `host` is an address of this machine and a port. */
  async function serve(server: Server, address: string): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    return `${address}:${(server.address() as AddressInfo).port}`;
  }

  function push(name: string): FollowOptions {
    return { more: ['--output', `type=image,name=${name},push=true`] };
  }

  const nothing = 'FROM scratch\nCOPY Dockerfile /\n';
  const rows: readonly (readonly [
    dockerfile: string,
    options: FollowOptions,
    code: string,
    cause: RegExp | string,
  ])[] = [
    [
      'FROM busybox:1.37\nRUN true\n',
      { platforms: ['linux/amd64', 'linux/ppc64le'] },
      'base-missing-platform',
      'The image docker.io/library/busybox:1.37 is not made for linux/ppc64le.',
    ],
    [
      nothing,
      { context: 'no-such-folder' },
      'context-missing',
      'There is no build context no-such-folder.',
    ],
    [
      nothing,
      { more: ['--file', 'no-such-file'] },
      'dockerfile-missing',
      /^There is no Dockerfile (?:\S*\/)?no-such-file\.$/,
    ],
    ['FROM busybox:1.37\nCOPY left-out /\n', {}, 'file-missing', /There is no \/left-out/],
    [
      'FROM busybox:1.37\nRUN --mount=type=secret,id=key,required=true true\n',
      {},
      'secret-missing',
      'The build was not given the secret key.',
    ],
    [
      'FROM busybox:1.37\nRUN --mount=type=secret,id=key true\n',
      { more: ['--secret', 'id=key,src=no-such-file'] },
      'secret-unreadable',
      /^The secret no-such-file cannot be read/,
    ],
    [
      'FROM busybox:1.37\nRUN --mount=type=ssh,required=true true\n',
      {},
      'ssh-missing',
      'The build was not given the ssh agent default.',
    ],
    [
      'FROM busybox:1.37\nRUN dd if=/dev/zero of=/dev/shm/x bs=1M count=200\n',
      { platforms: ['linux/amd64'] },
      'no-space',
      'The disk of the builder is full.',
    ],
    [
      `FROM busybox:1.37\nRUN : ${process.pid}; sh -c 'kill -9 $$'; exit $?\n`,
      { platforms: ['linux/amd64'] },
      'out-of-memory',
      /^The step on linux\/amd64 was killed/,
    ],
  ];
  for (const [dockerfile, options, code, cause] of rows) {
    const title = [
      ...dockerfile.split('\n'),
      ...(options.platforms ?? []),
      ...(options.more ?? []),
    ];
    it(`${code}: ${title.join(' ')}`, () => check(dockerfile, options, code, cause));
  }

  it('registry-is-http: a registry that speaks plain HTTP on no address of loopback', async () => {
    const host = await serve(createPlain(refuse), ownAddress());
    const cause = `The registry ${host} speaks plain HTTP, and the builder expects HTTPS.`;
    await check(nothing, push(`${host}/app:1`), 'registry-is-http', cause);
  });

  it('registry-not-trusted: a registry with a certificate of its own', async () => {
    const files = ['key.pem', 'certificate.pem'].map((name) =>
      readFile(join('test/support/registry', name)),
    );
    const [key, cert] = await Promise.all(files);
    assert.ok(key && cert);
    const host = await serve(createSecure({ key, cert }, refuse), ownAddress());
    const cause = /^The builder does not trust the certificate of the registry \S+: .*x509/;
    await check(nothing, push(`${host}/app:1`), 'registry-not-trusted', cause);
  });

  it('push-denied: a registry that wants to know who pushes', async () => {
    const host = await serve(createPlain(refuse), '127.0.0.1');
    const cause = `The registry does not let you push ${host}/app:1.`;
    await check(nothing, push(`${host}/app:1`), 'push-denied', cause);
  });

  it('pull-denied: a base of such a registry', async () => {
    const host = await serve(createPlain(refuse), '127.0.0.1');
    await check(
      `FROM ${host}/secret:1\n`,
      {},
      'pull-denied',
      `The registry does not show the image ${host}/secret:1: it does not exist there, or you may not read it.`,
    );
  });

  it('rate-limited: a registry that has had enough', async () => {
    const server = createPlain((_, response) => {
      response.writeHead(429, { 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"TOOMANYREQUESTS","message":"enough"}]}');
    });
    const host = await serve(server, '127.0.0.1');
    await check(`FROM ${host}/app:1\n`, {}, 'rate-limited', /too many requests/);
  });

  it('one platform fails, and the rest is built without it', async () => {
    const file = `FROM busybox:1.37\nARG TARGETARCH\nRUN : ${process.pid}; test "$TARGETARCH" = amd64\n`;
    const { explanation } = await followBuild(folder, file);
    assert.deepEqual([explanation.code, explanation.platform], ['command-failed', 'linux/arm64']);
    assert.ok(explanation.remedies.includes('build-rest'));
    const rest = await followBuild(folder, file, { platforms: ['linux/amd64'] });
    assert.deepEqual(rest.end, { kind: 'done' });
  });

  // A second engine can be started only beside the lab's own.
  if ((process.env['DOCKER_HOST'] ?? '').includes('/multiarch-lab/')) {
    it('store-needed, list-not-loadable: two platforms for the classic image store', async () => {
      const { startMirroredEngine } = await import('../lab/mirroredEngine.mjs');
      const registry = ownRepository('').split('/')[0] ?? '';
      const say = () => undefined;
      const options = { name: 'failures', mirror: registry, env: process.env, say };
      const engine = await startMirroredEngine({ ...options, imageStore: 'classic' });
      try {
        const environment = {
          ...process.env,
          DOCKER_HOST: engine.address,
          DOCKER_CONTEXT: undefined,
        };
        const cause =
          'This builder cannot do it: Multi-platform build needs the containerd image store, or another builder.';
        await check(nothing, { environment }, 'store-needed', cause);
        await check(
          nothing,
          { environment, more: ['--load'] },
          'list-not-loadable',
          'An image for several platforms cannot be loaded this way.',
        );
      } finally {
        await engine.stop();
      }
    });
  }

  // Entries are written by root, and only where the engine runs on this kernel.
  if (process.getuid?.() !== 0) return;

  it('not-executable: a platform whose emulator is gone', async () => {
    const { withLabLock } = await import('../lab/labLock.mjs');
    const entries = new KernelEntries('qemu-riscv64');
    const file = `FROM scratch\nLABEL run=${process.pid}\nCOPY --chmod=755 tiny /tiny\nRUN ["/tiny"]\n`;
    const options = { platforms: ['linux/riscv64'], more: ['--no-cache'] };
    // No lab starts or stops meanwhile: that registers and removes emulators, too.
    await withLabLock({ say: () => undefined }, async () => {
      try {
        entries.remove();
        const cause = 'The machine that builds cannot run programs for linux/riscv64.';
        await check(file, options, 'not-executable', cause);
      } finally {
        entries.restore();
      }
    });
    assert.deepEqual((await followBuild(folder, file, options)).end, { kind: 'done' });
  });
});

/** Wants to know who asks. */
const refuse: RequestListener = (_, response) => {
  response.writeHead(401, {
    'www-authenticate': 'Basic realm="lab"',
    'content-type': 'application/json',
  });
  response.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
};

/** An address of this machine that is none of loopback: the lab's bridge has one. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const own = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  assert.ok(own, 'this machine has no address but loopback');
  return own.address;
}
