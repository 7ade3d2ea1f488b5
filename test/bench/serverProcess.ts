import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { serverNodeOptions } from '../../src/extension/serverNodeOptions.ts';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
} from 'vscode-languageserver/node';
import {
  connectTestClient,
  type TestClient,
  type TestClientOptions,
} from '../server/testClient.ts';

/** The server as it is built, in a process of its own, and an editor that talks to it. */
export interface ServerProcess {
  readonly client: TestClient;
  /** Processor time that the process has taken so far, in ms; undefined where only other tools tell it. */
  cpu(): number | undefined;
  /** What it has in memory now, in MB; NaN where only other tools tell it. */
  memory(): number;
  /** Its longest task since this was asked before; nothing of a process that is not watched. */
  longestTask(): Promise<LongestTask>;
  /** Kills it, so that it can do nothing any more. */
  kill(): Promise<void>;
  dispose(): Promise<void>;
}

/** What one turn of a loop of events took at most, in ms. The two need not be the same turn. */
interface LongestTask {
  readonly wall: number;
  readonly processor: number;
}

/** In what a server runs, and who talks to it. */
interface ServerProcessOptions {
  /** Whether something in the process watches its loop of events. */
  readonly watched?: boolean;
  /** The environment of this process when left out. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  readonly client?: TestClientOptions;
}

/** Starts `dist/server.js` over IPC, as the editor does. It must have been built. */
export async function startServerProcess({
  watched = false,
  environment = process.env,
  nodeOptions = [],
  client: options,
}: ServerProcessOptions = {}): Promise<ServerProcess> {
  const program = path.join(__dirname, '../../dist/server.js');
  const child = fork(program, ['--node-ipc'], {
    env: environment,
    execArgv: [
      ...serverNodeOptions,
      ...(watched ? ['--import', path.join(__dirname, 'taskWatch.mjs')] : []),
      ...nodeOptions,
    ],
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', 'pipe'],
  });
  const client = await connectTestClient(
    createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
    options,
  );
  return {
    client,
    cpu: () => cpuOf(child),
    memory: () => memoryOf(child),
    async longestTask() {
      const told = child.stdio[4];
      if (!watched || !(told instanceof Readable))
        return { wall: Number.NaN, processor: Number.NaN };
      const answered = once(told, 'data') as Promise<[Buffer]>;
      child.kill('SIGUSR2');
      const [line] = await answered;
      return JSON.parse(line.toString()) as LongestTask;
    },
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      client.connection.dispose();
    },
    async dispose() {
      const ended = once(child, 'exit');
      await client.dispose();
      child.kill();
      await ended;
    },
  };
}

/** A tick of Linux, in ms. */
const tick = 10;

/** The 14th and 15th field (proc(5), /proc/pid/stat); the name, which is the second, may hold blanks. */
function cpuOf({ pid }: ChildProcess): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tick;
}

/** `VmRSS` (proc(5), /proc/pid/status), in KB. */
function memoryOf({ pid }: ChildProcess): number {
  if (process.platform !== 'linux' || pid === undefined) return Number.NaN;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) / 1000;
}
