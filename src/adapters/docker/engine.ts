import type Dockerode from 'dockerode';
import * as z from 'zod/mini';
import type { Engine } from '../../core/build/engine.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import type { EngineAddress } from './contexts.ts';
import { askEngine } from './engineConnection.ts';
import { getFromEngine } from './engineQuestion.ts';

const versionSchema = z.object({
  Version: z.string(),
  Os: z.string(),
  Arch: z.string(),
  KernelVersion: z.optional(z.string()),
});

const infoSchema = z.object({
  DriverStatus: z.optional(z.nullable(z.array(z.tuple([z.string(), z.string()])))),
});

/** How the store of containerd images calls itself in `docker info` (buildx v0.36, util/dockerutil). */
const containerdStore = 'io.containerd.snapshotter.v1';

/**
 * Asks an engine who it is. A problem when it cannot be asked from here or does not answer in time;
 * never rejects.
 */
export async function readEngine(
  address: EngineAddress,
  signal?: AbortSignal,
): Promise<Result<Engine>> {
  const answer = await askEngine(address, questionEngine, { signal });
  return answer.ok ? answer.value : answer;
}

/**
 * Asks an engine who it is, over a connection that is there.
 *
 * @throws Error when it refuses, or nobody waits any more
 */
export async function questionEngine(
  engine: Dockerode,
  abortSignal: AbortSignal,
): Promise<Result<Engine>> {
  const answers = [
    getFromEngine(engine, '/version', {}, abortSignal),
    getFromEngine(engine, '/info', {}, abortSignal),
  ] as const;
  return toEngine(...(await Promise.all(answers)));
}

/**
 * Whether an engine runs on the kernel of a machine: then that machine's emulators are its own. An engine
 * in a virtual machine (Docker Desktop) has others.
 *
 * @param machine the kernel's release, e.g. `6.1.0-28-amd64`
 */
export function sharesKernel(
  engine: Engine,
  machine: { readonly platform: NodeJS.Platform; readonly kernel: string },
): boolean {
  return machine.platform === 'linux' && engine.os === 'linux' && engine.kernel === machine.kernel;
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
