import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, connect, type AddressInfo } from 'node:net';
import path from 'node:path';

/** A registry of CNCF distribution, as its program `docker-registry` on PATH serves it. */
export interface RealRegistry {
  /** `127.0.0.1:<port>` */
  readonly host: string;
  /** Kills it, so that it can do nothing any more. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** What it asks of who comes, and where its images are. */
export interface RealRegistryOptions {
  /** Folder of its configuration. */
  readonly folder: string;
  /** Folder of its images; several registries may read the same ones. */
  readonly storage: string;
  /** Text of an htpasswd file (bcrypt). */
  readonly htpasswd?: string;
  /** Files of its certificate and key; without them it speaks plain http. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** A free one when left out. */
  readonly port?: number;
  /** Base URL of the registry that it is a pull-through mirror of. */
  readonly mirrorOf?: string;
}

/** Longest time until it listens, in ms. */
const patience = 20_000;

/** Starts one on a free port, and waits until it listens. */
export async function startRealRegistry(options: RealRegistryOptions): Promise<RealRegistry> {
  const { folder, storage, htpasswd, tls, mirrorOf } = options;
  await mkdir(folder, { recursive: true });
  const port = options.port ?? (await freePort());
  const host = `127.0.0.1:${port}`;
  const passwords = path.join(folder, 'htpasswd');
  if (htpasswd !== undefined) await writeFile(passwords, htpasswd);
  const configuration = path.join(folder, 'registry.json');
  // YAML takes JSON as it is.
  await writeFile(
    configuration,
    JSON.stringify({
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: storage } },
      http: { addr: host, ...(tls && { tls }) },
      ...(htpasswd !== undefined && { auth: { htpasswd: { realm: 'private', path: passwords } } }),
      ...(mirrorOf !== undefined && { proxy: { remoteurl: mirrorOf } }),
    }),
  );
  const program = spawn('docker-registry', ['serve', configuration], { stdio: 'ignore' });
  const stop = (): Promise<void> => end(program);
  try {
    await Promise.race([untilListening(port), failure(program)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { host, kill: () => end(program, 'SIGKILL'), stop };
}

async function end(program: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill(signal);
  await ended;
}

async function failure(program: ChildProcess): Promise<never> {
  const [code] = (await once(program, 'exit')) as [number | null];
  throw new Error(`docker-registry ended with ${code ?? 'a signal'} before it listened`);
}

async function untilListening(port: number): Promise<void> {
  const deadline = Date.now() + patience;
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new Error('docker-registry does not listen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (listens: boolean) => () => {
      socket.destroy();
      resolve(listens);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
