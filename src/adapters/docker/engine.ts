import type Dockerode from 'dockerode';
import * as z from 'zod/mini';
import type { Engine } from '../../core/build/engine.ts';
import { fail, succeed, type Result } from '../../core/result.ts';

const versionSchema = z.object({
  Version: z.string(),
  Os: z.string(),
  Arch: z.string(),
  KernelVersion: z.optional(z.string()),
});

const infoSchema = z.object({
  DriverStatus: z.optional(z.nullable(z.array(z.tuple([z.string(), z.string()])))),
});

/** dockerode passes the signal on; its types only do not say so for these two calls. */
interface Questions {
  version(options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
  info(options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** How the store of containerd images calls itself in `docker info` (buildx v0.36, util/dockerutil). */
const containerdStore = 'io.containerd.snapshotter.v1';

const answerTimeout = 5000;

/**
 * Asks an engine who it is. A problem when it cannot be asked from here (ssh, TLS) or does not answer
 * within 5 s; never rejects.
 *
 * @param url e.g. `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2375`
 */
export async function readEngine(url: string, signal?: AbortSignal): Promise<Result<Engine>> {
  const connection = connectionOf(url);
  if (connection === undefined) return fail(`${url} cannot be asked from here`);
  // Nearly a megabyte: not before an engine is really asked.
  const { default: Client } = await import('dockerode');
  const engine = new Client({ ...connection, timeout: answerTimeout }) as unknown as Questions;
  const limit = AbortSignal.timeout(answerTimeout);
  const abortSignal = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  try {
    const [version, info] = await Promise.all([
      engine.version({ abortSignal }),
      engine.info({ abortSignal }),
    ]);
    return toEngine(version, info);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
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

/** Puts the answers of `GET /version` and `GET /info` together. */
function toEngine(version: unknown, info: unknown): Result<Engine> {
  const v = versionSchema.safeParse(version);
  const i = infoSchema.safeParse(info);
  if (!v.success) return fail(`GET /version: ${z.prettifyError(v.error)}`);
  if (!i.success) return fail(`GET /info: ${z.prettifyError(i.error)}`);
  const status = i.data.DriverStatus;
  return succeed({
    version: v.data.Version,
    os: v.data.Os,
    architecture: v.data.Arch,
    kernel: v.data.KernelVersion ?? '',
    imageStore: status?.some(([name, value]) => name === 'driver-type' && value === containerdStore)
      ? 'containerd'
      : 'classic',
  });
}
