import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
} from 'vscode-languageserver/node';
import { connectTestClient, type TestClient } from '../server/testClient.ts';

/** The server as it is built, in a process of its own, and an editor that talks to it. */
export interface ServerProcess {
  readonly client: TestClient;
  /** Processor time that the process has taken so far, in ms; undefined where only other tools tell it. */
  cpu(): number | undefined;
  dispose(): Promise<void>;
}

/** Starts `dist/server.js` over IPC, as the editor does. It must have been built. */
export async function startServerProcess(): Promise<ServerProcess> {
  const program = path.join(__dirname, '../../dist/server.js');
  const child = fork(program, ['--node-ipc'], { execArgv: [], stdio: 'inherit' });
  const client = await connectTestClient(
    createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child)),
  );
  return {
    client,
    cpu: () => cpuOf(child),
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
