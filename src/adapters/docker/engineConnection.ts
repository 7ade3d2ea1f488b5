import { access } from 'node:fs/promises';
import type Dockerode from 'dockerode';
import { fail, succeed, type Result } from '../../core/result.ts';

/** How long an engine may take for one answer, in ms. */
const answerTimeout = 5000;

/**
 * Asks an engine something. A problem when it cannot be asked from here (ssh, TLS), refuses, or does
 * not answer within 5 s; never rejects.
 *
 * @param url e.g. `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2375`
 */
export async function askEngine<T>(
  url: string,
  question: (engine: Dockerode, abortSignal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<Result<T>> {
  const connection = connectionOf(url);
  if (connection === undefined) return fail(`${url} cannot be asked from here`);
  // The library is nearly a megabyte: not before there is an engine to be asked.
  const isThere = await hasSocket(url);
  if (!isThere) return fail(`connect ENOENT ${connection.socketPath ?? url}`);
  const { default: Client } = await import('dockerode');
  const limit = AbortSignal.timeout(answerTimeout);
  const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const engine = new Client({ ...connection, timeout: answerTimeout });
    return succeed(await question(engine, abortSignal));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

/** Of a socket in the file system; other ways are only known to be open when they are taken. */
async function hasSocket(url: string): Promise<boolean> {
  if (!url.startsWith('unix://')) return true;
  return access(url.slice('unix://'.length)).then(
    () => true,
    () => false,
  );
}

function connectionOf(url: string): Dockerode.DockerOptions | undefined {
  const [scheme, address = ''] = url.split('://', 2);
  switch (scheme) {
    case 'unix':
      return { socketPath: address };
    case 'npipe':
      return { socketPath: address.replaceAll('/', '\\') };
    case 'tcp':
    case 'http':
      return process.env['DOCKER_TLS_VERIFY'] ? undefined : tcpConnection(address);
    default:
      return undefined;
  }
}

function tcpConnection(address: string): Dockerode.DockerOptions | undefined {
  if (!URL.canParse(`http://${address}`)) return undefined;
  const { hostname, port } = new URL(`http://${address}`);
  return { protocol: 'http', host: hostname, port: port || 2375 };
}
