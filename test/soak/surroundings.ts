import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyImage } from '../support/registry/copyImage.ts';
import { pushSingleImages } from '../support/registry/singleImages.ts';
import { startRealRegistry, type RealRegistry } from '../support/registry/realRegistry.ts';
import { openNetwork, type Network } from './network.ts';

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
  const at = (registry: string, reference: string) => ({
    ...{ repository: `http://${registry}/v2/library/busybox`, reference },
  });
  const lab = at(process.env['MULTIARCH_LAB_REGISTRY'] ?? '', '1.37');
  for (const tag of ['1.37', '1.37.0', 'latest']) await copyImage(lab, at(host, tag));
  await pushSingleImages(`http://${host}`, singleImages, 6);
}
