import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const adapter = path.resolve('src/adapters/process.ts');

/** A program that tells the test that it runs, and by the end of its connection that it does not any more. */
const hold = (port: number, more = ''): string => `${more}
  require('node:net').connect(${port}, '127.0.0.1').on('error', () => undefined).resume();`;

describe('what is started', () => {
  // Windows ends programs with the one that started them by itself, when it is closed in no way at all.
  if (process.platform === 'win32') return;

  let server: Server;
  let port = 0;
  let parent: ChildProcess | undefined;
  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    parent?.kill('SIGKILL');
    server.close();
  });

  /** Starts a process that runs programs, and gives their connections once all are there. */
  async function start(
    scripts: readonly string[],
    { after = '', count = scripts.length } = {},
  ): Promise<readonly Socket[]> {
    const runs = scripts.map((script) => {
      const program = { command: process.execPath, args: ['-e', script] };
      return `void runProgram(${JSON.stringify(program)}, { timeout: 60_000 });`;
    });
    const code = `const { runProgram } = require(${JSON.stringify(adapter)});\n${runs.join('\n')}\n${after}`;
    parent = spawn(process.execPath, ['--import', 'tsx', '-e', code], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const sockets: Socket[] = [];
    while (sockets.length < count) {
      const [socket] = (await once(server, 'connection')) as [Socket];
      sockets.push(socket.on('error', () => undefined).resume());
    }
    return sockets;
  }

  const deaf = `for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => undefined);`;
  const withChild = (inner: string): string =>
    `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}]);`;

  it('ends when its parent is killed, however many there are', async () => {
    const held = JSON.stringify({ command: process.execPath, args: ['-e', hold(port)] });
    const ended = `[1, 2, 3].map(() => runProgram({ command: 'true', args: [] }, { timeout: 60_000 }))`;
    const sockets = await start([hold(port), hold(port)], {
      after: `void Promise.all(${ended}).then(() => runProgram(${held}, { timeout: 60_000 }));`,
      count: 3,
    });
    const ends = sockets.map((socket) => once(socket, 'close'));
    parent?.kill('SIGKILL');
    await Promise.all(ends);
  });

  it('ends when its parent is killed, also if it does not listen', async () => {
    const [socket] = await start([hold(port, deaf)]);
    assert(socket);
    const end = once(socket, 'close');
    parent?.kill('SIGKILL');
    await end;
  });

  it('ends with what it has started itself', async () => {
    const [socket] = await start([`${withChild(hold(port))} setInterval(() => undefined, 1000);`]);
    assert(socket);
    const end = once(socket, 'close');
    parent?.kill('SIGKILL');
    await end;
  });

  it('ends when its parent ends without waiting for it', async () => {
    const [socket] = await start([hold(port)], {
      after: "process.once('SIGUSR2', () => process.exit());",
    });
    assert(socket);
    const end = once(socket, 'close');
    parent?.kill('SIGUSR2');
    await end;
  });

  it('does not keep its parent from ending', async () => {
    const code = `const { runProgram } = require(${JSON.stringify(adapter)});
      void runProgram({ command: 'true', args: [] }, { timeout: 60_000 }).then((run) => console.log(run.ok));`;
    parent = spawn(process.execPath, ['--import', 'tsx', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(parent, 'exit');
    assert(parent.stdout);
    assert.equal(await text(parent.stdout), 'true\n');
    assert.deepEqual(await exit, [0, null]);
  });
});
