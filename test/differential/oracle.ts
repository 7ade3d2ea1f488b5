import { startAnyImageRegistry } from './anyImageRegistry.ts';
import { run } from './bake.ts';

/** A BuildKit for which every image of Docker Hub exists. */
export interface Oracle {
  /** The environment for docker and buildx. */
  readonly env: NodeJS.ProcessEnv;
  /** BUILDPLATFORM: what the engine runs natively. */
  readonly buildPlatform: string;
  readonly engineVersion: string;
  readonly buildxVersion: string;
  stop(): Promise<void>;
}

/** Repositories whose images are real, from the lab's registry: what runs in them says the truth. */
const realRepositories = ['library/busybox'];

/** Joins or starts the lab, and an engine whose mirror of Docker Hub has every image. */
export async function startOracle(say: (message: string) => void): Promise<Oracle> {
  const { startLab } = await import('../lab/engine.mjs');
  const { startMirroredEngine } = await import('../lab/mirroredEngine.mjs');
  const lab = await startLab({ say });
  try {
    const passOn = { registry: lab.registry, repositories: realRepositories };
    const registry = await startAnyImageRegistry(passOn);
    try {
      const { env, engineVersion, buildxVersion } = lab;
      const mirror = registry.address;
      const engine = await startMirroredEngine({ name: 'oracle', mirror, env, say });
      const oracleEnv = { ...env, DOCKER_HOST: engine.address };
      return {
        env: oracleEnv,
        buildPlatform: await nativePlatform(oracleEnv),
        engineVersion,
        buildxVersion,
        async stop() {
          await engine.stop();
          await registry.stop();
          await lab.stop();
        },
      };
    } catch (error) {
      await registry.stop();
      throw error;
    }
  } catch (error) {
    await lab.stop();
    throw error;
  }
}

async function nativePlatform(env: NodeJS.ProcessEnv): Promise<string> {
  const args = ['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'];
  return (await run(args, '.', env)).stdout.trim();
}
