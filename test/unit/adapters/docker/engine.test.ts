import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineAddress } from '../../../../src/adapters/docker/contexts.ts';
import { readEngine } from '../../../../src/adapters/docker/engine.ts';

/** The fields of Docker 28.5's answers that matter, and some that do not. */
const version = {
  Version: '28.5.1',
  ApiVersion: '1.51',
  Os: 'linux',
  Arch: 'arm64',
  KernelVersion: '6.1.0-28-arm64',
};
const containerdStatus = [['driver-type', 'io.containerd.snapshotter.v1']];
const classicStatus = [
  ['Backing Filesystem', 'extfs'],
  ['Supports d_type', 'true'],
];

describe('readEngine', () => {
  let directory: string;
  let server: Server | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'engine-'));
  });
  afterEach(async () => {
    const running = server;
    server = undefined;
    running?.closeAllConnections();
    if (running) await new Promise((resolve) => running.close(resolve));
    rmSync(directory, { recursive: true });
  });

  /** An engine on a socket of its own; gives its address. */
  function serve(listener: RequestListener): Promise<EngineAddress> {
    const socket = join(directory, 'docker.sock');
    const started = createServer(listener);
    server = started;
    return new Promise((resolve) =>
      started.listen(socket, () => {
        resolve({ url: `unix://${socket}` });
      }),
    );
  }

  const answering =
    (info: unknown): RequestListener =>
    (request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(request.url?.endsWith('/version') ? version : info));
    };

  const check = (name: string, info: unknown, imageStore: string) =>
    it(name, async () => {
      assert.deepEqual(await readEngine(await serve(answering(info))), {
        ok: true,
        value: {
          version: '28.5.1',
          os: 'linux',
          architecture: 'arm64',
          kernel: '6.1.0-28-arm64',
          imageStore,
        },
      });
    });

  check(
    'the containerd image store',
    { DriverStatus: containerdStatus, Driver: 'overlayfs' },
    'containerd',
  );
  check('the classic image store', { DriverStatus: classicStatus, Driver: 'overlay2' }, 'classic');
  check('a store that says nothing', { DriverStatus: null }, 'classic');

  const checkProblem = (name: string, listener: RequestListener, expected: RegExp) =>
    it(name, async () => {
      const answer = await readEngine(await serve(listener));
      assert(!answer.ok);
      assert.match(answer.problem.message, expected);
    });

  checkProblem('an answer of another kind', answering({ DriverStatus: 'none' }), /^GET \/info: /);
  checkProblem('a page', (_, response) => response.end('<html>'), /^GET \/version: /);
  checkProblem(
    'a failing engine',
    (_, response) => response.writeHead(500).end('{"message":"out of order"}'),
    /out of order/,
  );

  it('can be cancelled', async () => {
    const stop = new AbortController();
    const address = await serve(() => {
      stop.abort();
    });
    const answer = await readEngine(address, stop.signal);
    assert.equal(answer.ok, false);
  });

  it('says that nobody is there', async () => {
    const answer = await readEngine({ url: `unix://${join(directory, 'none.sock')}` });
    assert.match(answer.ok ? '' : answer.problem.message, /ENOENT/);
  });

  it('does not ask what is no address', async () => {
    for (const url of ['tcp://[', 'ssh://-x', 'ssh://', 'nonsense']) {
      const answer = await readEngine({ url });
      assert.match(answer.ok ? '' : answer.problem.message, /no address|cannot be asked from here/);
    }
  });
});
