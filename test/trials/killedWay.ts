import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kill, runAndKill, type Ended } from './killed.ts';
import type { Trials } from './trial.ts';

/** How long what is asked of an engine that cannot be reached any more may take, in ms. */
const patience = 30_000;

/** Hands on to the real engine what comes to a socket of its own; killed, it leaves the socket as an engine does. */
const proxy = `
const { connect, createServer } = require('node:net');
const [own, engine] = process.argv.slice(1);
createServer((from) => {
  const to = connect(engine);
  from.on('error', () => to.destroy()).pipe(to).on('error', () => from.destroy()).pipe(from);
}).listen(own, () => console.log('ready'));`;

/** The way to the lab's engine, which ends while builders are read. Nobody kills the engine itself. */
export async function prepareKilledWay(shared: string): Promise<Trials> {
  const engine = /^unix:\/\/(.+)$/.exec(process.env['DOCKER_HOST'] ?? '')?.[1];
  if (engine === undefined) throw new Error('DOCKER_HOST names no socket');
  const socket = path.join(shared, 'engine.sock');
  const dockerfile = path.join(shared, 'Dockerfile');
  await writeFile(dockerfile, 'FROM --platform=$BUILDPLATFORM scratch\nCOPY a /\n');
  const start = async (): Promise<ChildProcess> => {
    await rm(socket, { force: true });
    const child = spawn(process.execPath, ['-e', proxy, socket, engine], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  };
  const environment = { ...process.env, DOCKER_HOST: `unix://${socket}` };
  const explain = (): Promise<Ended> =>
    runAndKill(
      {
        command: process.execPath,
        args: ['dist/cli.js', 'explain', dockerfile, '--platform', 'linux/amd64,linux/arm64'],
        environment,
      },
      patience,
    );
  let front = await start();
  const expected = await explain();
  if (expected.code !== 0) throw new Error(expected.errors);
  return {
    async once(random) {
      const after = Math.round(expected.took * (0.1 + random.below(1000) / 1000));
      const running = explain();
      await pause(after);
      await kill(front);
      const ended = await running;
      front = await start();
      const next = await explain();
      const wrong: string[] = [];
      if (ended.code === null) wrong.push(`no end within ${patience} ms`);
      else if (ended.code !== 0) wrong.push(`exit code ${ended.code}: ${ended.errors}`);
      if (/^\s+at /m.test(ended.errors)) wrong.push(`a stack for the user: ${ended.errors}`);
      if (next.output !== expected.output) wrong.push(`then told otherwise: ${next.output}`);
      return {
        what: `killed after ${after} of ${Math.round(expected.took)} ms: ended after ${Math.round(ended.took)} ms, ${ended.output === expected.output ? 'with the engine' : 'without the engine'}`,
        wrong,
      };
    },
    async close() {
      await kill(front);
      return [];
    },
  };
}
