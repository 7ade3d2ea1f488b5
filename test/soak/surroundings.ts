import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pushSingleImages } from '../support/registry/singleImages.ts';
import { startRealRegistry, type RealRegistry } from '../support/registry/realRegistry.ts';
import { openNetwork, type Network } from './network.ts';

const start = promisify(execFile);

/** An engine, a registry and the way to it that belong to one soak alone: they go away and come back. */
export interface Surroundings {
  /** By which name the registry is known, `127.0.0.1:<port>`; the same also when it was started anew. */
  readonly host: string;
  /** `unix://…` */
  readonly engineAddress: string;
  readonly network: Network;
  endEngine(): Promise<void>;
  endRegistry(): Promise<void>;
  /** Brings back whatever is away. */
  mend(): Promise<void>;
  stop(): Promise<void>;
}

/** The repository of single images that lists are made of. */
export const singleImages = 'soak/images';

/** Brings them up beside a lab that is up; the variables of this process are the lab's. */
export async function bringUp(say: (message: string) => void): Promise<Surroundings> {
  const { startMirroredEngine } = await import('../lab/mirroredEngine.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const startRegistry = () =>
    startRealRegistry({ folder: join(folder, 'registry'), storage: join(folder, 'images') });
  let registry: RealRegistry | undefined = await startRegistry();
  const network = await openNetwork(registry.host);
  const { host } = network;
  const endRegistry = async () => {
    await registry?.stop();
    registry = undefined;
  };
  const takeDown = async () => {
    await network.close();
    await endRegistry();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await fill(host);
    const engine = await startMirroredEngine({
      ...{ name: 'soak', mirror: host, env: process.env, say },
    });
    let isEngineUp = true;
    return {
      ...{ host, engineAddress: engine.address, network, endRegistry },
      async endEngine() {
        isEngineUp = false;
        await engine.end();
      },
      async mend() {
        network.restore();
        registry ??= await startRegistry();
        network.target = registry.host;
        if (!isEngineUp) await engine.start();
        isEngineUp = true;
      },
      async stop() {
        await engine.stop();
        await takeDown();
      },
    };
  } catch (error) {
    await takeDown();
    throw error;
  }
}

async function fill(host: string): Promise<void> {
  const lab = process.env['MULTIARCH_LAB_REGISTRY'] ?? '';
  const name = `${host}/library/busybox`;
  // One after the other: the registry answers some of several pushes of the same blobs with 400.
  for (const [from, to] of [
    [`${lab}/library/busybox:1.37`, `${name}:1.37`],
    [`${name}:1.37`, `${name}:1.37.0`],
    [`${name}:1.37`, `${name}:latest`],
  ] as const) {
    await start('docker', ['buildx', 'imagetools', 'create', '--tag', to, from]);
  }
  await pushSingleImages(`http://${host}`, singleImages, 6);
}
