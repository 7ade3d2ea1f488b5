import assert from 'node:assert/strict';
import { runBuild } from '../../../../src/adapters/docker/runBuild.ts';
import type { BuildEvent } from '../../../../src/core/build/progress/buildEvent.ts';

/** Runs a piece of JavaScript as docker, and gives what was heard. */
async function hear(script: string, signal = new AbortController().signal) {
  const events: BuildEvent[] = [];
  const lines: string[] = [];
  const end = await runBuild(
    { command: process.execPath, args: ['-e', script] },
    { cwd: '.', signal },
    { onEvents: (more) => events.push(...more), onLines: (more) => lines.push(...more) },
  );
  return { end, events, lines };
}

const vertex = (name: string) => JSON.stringify({ vertexes: [{ digest: 'sha256:1', name }] });

describe('the run of a build', () => {
  it('tells events from other lines, wherever the stream is cut', async () => {
    const text = `${vertex('[1/2] FROM é')}\nWARNING: no output\r\n{"other":1}\n${vertex('b')}`;
    const { end, events, lines } = await hear(`
      const bytes = Buffer.from(${JSON.stringify(text)});
      const write = (at) => at < bytes.length
        ? process.stderr.write(bytes.subarray(at, at + 7), () => write(at + 7))
        : undefined;
      write(0);`);
    assert.deepEqual(end, { kind: 'done' });
    assert.deepEqual(
      events.flatMap(({ vertexes }) => vertexes.map(({ name }) => name)),
      ['[1/2] FROM é', 'b'],
    );
    assert.deepEqual(lines, ['WARNING: no output', '{"other":1}']);
  });

  it('ends with the exit code', async () => {
    assert.deepEqual((await hear('process.exit(17)')).end, { kind: 'failed', code: 17 });
  });

  it('says why it could not begin', async () => {
    const program = { command: 'no-such-program', args: [] };
    const listener = { onEvents: () => undefined, onLines: () => undefined };
    const { signal } = new AbortController();
    const end = await runBuild(program, { cwd: '.', signal }, listener);
    assert.deepEqual(end, { kind: 'not-started', message: 'spawn no-such-program ENOENT' });
  });

  it('is cancelled within a second, also when docker does not listen', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const running = hear(
      `process.on('SIGINT', () => {}); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`,
      stop.signal,
    );
    setTimeout(() => {
      stop.abort();
    }, 300);
    assert.deepEqual((await running).end, { kind: 'cancelled' });
    assert.ok(performance.now() - began < 2_000);
  });

  it('keeps no line that does not end', async () => {
    const { end, lines } = await hear(`
      const piece = 'x'.repeat(1 << 20);
      for (let at = 0; at < 40; at += 1) process.stderr.write(piece);`);
    assert.deepEqual(end, { kind: 'done' });
    assert.ok((lines[0]?.length ?? 0) < 10 * 1024 * 1024);
  });
});
