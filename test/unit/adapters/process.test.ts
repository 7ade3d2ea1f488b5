import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  runProgram,
  type ProcessHost,
  type RunFailure,
  type RunOptions,
} from '../../../src/adapters/process.ts';

/** A program that runs a piece of JavaScript in the Node of the tests. */
function node(script: string, ...args: string[]) {
  return { command: process.execPath, args: ['-e', script, '--', ...args] };
}

const waitForever = 'setInterval(() => {}, 1000)';

async function failureOf(script: string, options: Partial<RunOptions> = {}): Promise<RunFailure> {
  const result = await runProgram(node(script), { timeout: 10_000, ...options });
  assert.ok(!result.ok, 'the run was expected to fail');
  return result.failure;
}

describe('runProgram', () => {
  it('gives what the program wrote, decoded once it is whole', async () => {
    const split = `
      const bytes = Buffer.from('né€\\n');
      process.stdout.write(bytes.subarray(0, 2), () => process.stdout.write(bytes.subarray(2)));
      process.stderr.write('warned');`;
    assert.deepEqual(await runProgram(node(split), { timeout: 10_000 }), {
      ok: true,
      stdout: 'né€\n',
      stderr: 'warned',
    });
  });

  it('hands over arguments without a shell reading them', async () => {
    const words = ['a b', '$HOME', '"quoted"', '; exit 3', '*', ''];
    const result = await runProgram(
      node('console.log(JSON.stringify(process.argv.slice(1)))', ...words),
      { timeout: 10_000 },
    );
    assert.deepEqual(result.ok && JSON.parse(result.stdout), words);
  });

  it('hands over input, directory and environment', async () => {
    const script = `
      let text = '';
      process.stdin.on('data', (chunk) => (text += chunk)).on('end', () =>
        console.log([text, process.cwd(), process.env.COLOUR].join('|')));`;
    const result = await runProgram(node(script), {
      timeout: 10_000,
      input: 'https://index.docker.io/v1/',
      cwd: '/',
      environment: { ...process.env, COLOUR: 'green' },
    });
    assert.equal(result.ok && result.stdout, 'https://index.docker.io/v1/|/|green\n');
  });

  it('accepts a program that does not read its input', async () => {
    const result = await runProgram(node('process.exit(0)'), {
      timeout: 10_000,
      input: 'x'.repeat(1_000_000),
    });
    assert.equal(result.ok, true);
  });

  it('tells a program that is not there from one that fails', async () => {
    const result = await runProgram(
      { command: 'no-such-program-multiarch', args: [] },
      { timeout: 10_000 },
    );
    assert.deepEqual(result, {
      ok: false,
      failure: { kind: 'not-found', command: 'no-such-program-multiarch' },
    });
    const directory = await runProgram({ command: '/', args: [] }, { timeout: 10_000 });
    assert.equal(!directory.ok && directory.failure.kind, 'not-started');
  });

  it('gives the exit code and the last lines of standard error', async () => {
    const failure = await failureOf(
      `for (let i = 1; i <= 30; i++) console.error('line ' + i); process.exitCode = 7;`,
    );
    assert.equal(failure.kind, 'exit');
    assert.equal(failure.code, 7);
    assert.deepEqual(failure.stderr.split('\n').slice(0, 1), ['line 11']);
    assert.ok(failure.stderr.endsWith('line 30'));
  });

  it('ends a program that takes too long', async () => {
    assert.deepEqual(await failureOf(waitForever, { timeout: 100 }), {
      kind: 'timeout',
      timeout: 100,
    });
  });

  it('ends a program that ignores the request to end', async () => {
    const failure = await failureOf(`process.on('SIGTERM', () => {}); ${waitForever}`, {
      timeout: 300,
    });
    assert.equal(failure.kind, 'timeout');
  });

  it('ends the whole process tree when it is cancelled', async () => {
    const stop = new AbortController();
    const script = `
      const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', ${JSON.stringify(waitForever)}], {
        stdio: ['ignore', 'ignore', 'ignore', 3],
      });
      process.stdout.write('started');
      ${waitForever}`;
    // The grandchild holds a fourth pipe, and the answer waits until every pipe is closed.
    const host: ProcessHost = {
      platform: process.platform,
      start: (program, options) => {
        const child = spawn(program.command, program.args, {
          ...options,
          stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        });
        child.stdout?.once('data', () => {
          stop.abort();
        });
        return child;
      },
      signal: (pid, signal) => process.kill(pid, signal),
    };
    const result = await runProgram(node(script), { timeout: 60_000, signal: stop.signal }, host);
    assert.deepEqual(result, { ok: false, failure: { kind: 'cancelled' } });
  });

  it('ends a grandchild that ignores the request and holds no pipe', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // It ends by itself when nobody ends it, so that nothing outlives the test.
    const grandchild = `
      process.on('SIGTERM', () => {});
      const socket = require('node:net').connect(${port}, '127.0.0.1');
      socket.write('started');
      setTimeout(() => socket.end(' and survived'), 5000);`;
    const script = `
      require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], {
        stdio: 'ignore',
      });
      ${waitForever}`;
    const stop = new AbortController();
    const connection = once(server, 'connection').then(async ([socket]: Socket[]) => {
      assert.ok(socket);
      socket.once('readable', () => {
        stop.abort();
      });
      return text(socket);
    });
    try {
      assert.deepEqual(await failureOf(script, { timeout: 60_000, signal: stop.signal }), {
        kind: 'cancelled',
      });
      assert.equal(await connection, 'started');
    } finally {
      server.close();
    }
  });

  it('starts nothing when it is cancelled already', async () => {
    assert.deepEqual(await failureOf(waitForever, { signal: AbortSignal.abort() }), {
      kind: 'cancelled',
    });
  });

  it('ends a program that writes without end', async () => {
    const failure = await failureOf(
      `const line = 'x'.repeat(10_000); const more = () => process.stdout.write(line, more); more();`,
      { outputLimit: 1_000_000 },
    );
    assert.deepEqual(failure, { kind: 'output-too-large', limit: 1_000_000 });
  });

  it('keeps only the end of a long standard error', async () => {
    const result = await runProgram(node(`process.stderr.write('x'.repeat(1_000_000) + 'end')`), {
      timeout: 10_000,
    });
    assert.ok(result.ok);
    assert.equal(result.stderr.length, 64 * 1024);
    assert.ok(result.stderr.endsWith('end'));
  });
});

describe('runProgram on Windows', () => {
  it('keeps the console closed, makes no group, and ends the tree with taskkill', async () => {
    const started: { command: string; args: readonly string[]; detached: unknown }[] = [];
    let pid = 0;
    const host: ProcessHost = {
      platform: 'win32',
      start: (program, options) => {
        started.push({ ...program, detached: options.detached });
        assert.equal(options.windowsHide, true);
        if (program.command === 'taskkill') {
          process.kill(pid);
          return spawn(process.execPath, ['-e', ''], options);
        }
        const child = spawn(program.command, program.args, options);
        pid = child.pid ?? 0;
        return child;
      },
      signal: () => assert.fail('Windows has no signals for groups'),
    };
    const result = await runProgram(node(waitForever), { timeout: 100 }, host);
    assert.deepEqual(result, { ok: false, failure: { kind: 'timeout', timeout: 100 } });
    assert.equal(started[0]?.detached, false);
    assert.deepEqual(started[1], {
      command: 'taskkill',
      args: ['/pid', String(pid), '/T', '/F'],
      detached: undefined,
    });
  });

  it('explains a file that Windows cannot run', async () => {
    const host: ProcessHost = {
      platform: 'win32',
      start: () => {
        throw Object.assign(new Error('spawn EINVAL'), { code: 'EINVAL' });
      },
      signal: () => undefined,
    };
    assert.deepEqual(await runProgram({ command: 'docker.cmd', args: [] }, { timeout: 1 }, host), {
      ok: false,
      failure: { kind: 'not-started', command: 'docker.cmd', message: 'spawn EINVAL' },
    });
  });
});
