import path from 'node:path';
import { clientFolders, makeRunFolder } from './runFolder.mjs';
import { engineAddress } from './dockerEngine.mjs';
import { registerEmulators } from './emulators.mjs';
import { stateFolder } from './labState.mjs';
import { LabUnavailable } from './labUnavailable.mjs';
import { isInstalled, run } from './program.mjs';
import { startRegistry } from './registry.mjs';
import { emulatorTools, hasPackages, registryTools } from './toolPackages.mjs';

/** What the sample and the live tests are built for. */
const PLATFORMS = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];

/**
 * Makes a lab around the user's engine, which is used but never stopped or configured: a registry,
 * and the emulators that are missing where we may register them.
 *
 * @param {import('./dockerEngine.mjs').Engine} engine
 * @returns {Promise<import('./labState.mjs').LabDescription>}
 */
export async function useEngine(engine, surroundings) {
  const { say, signal, env, cache } = surroundings;
  say(`Using the Docker engine ${engine.version} that runs already.`);
  if (engine.imageStore !== 'containerd') {
    throw new LabUnavailable(
      'The running Docker engine keeps images in its classic store, which holds one platform per ' +
        'image. Turn on the containerd image store (features.containerd-snapshotter in ' +
        'daemon.json, or Docker Desktop: Settings, General) and start again.',
    );
  }
  const buildx = engine.plugins.find(({ name }) => name === 'buildx');
  if (!buildx) {
    throw new LabUnavailable(
      'The running Docker engine has no buildx beside it: install docker-buildx and start again.',
    );
  }
  const onPath = await isInstalled('docker-registry', ['--version'], { signal });
  if (!onPath && !hasPackages()) {
    throw new LabUnavailable(
      'A local registry is missing: install the program docker-registry (CNCF distribution) and ' +
        'start again.',
    );
  }
  const tools = onPath ? { paths: [] } : await registryTools(surroundings);
  const folder = makeRunFolder(cache, surroundings.note);
  const variables = {
    ...clientFolders(folder, buildx.path),
    DOCKER_HOST: await engineAddress(env, signal),
  };
  const toolEnv = { ...env, PATH: [...tools.paths, env.PATH].join(path.delimiter) };
  await completeEmulators({ ...toolEnv, ...variables }, surroundings);
  const registry = await startRegistry({
    ...surroundings,
    storage: path.join(folder, 'registry'),
    folder: stateFolder(),
    env: toolEnv,
  });
  return {
    registry,
    mirror: false,
    engineVersion: engine.version,
    buildxVersion: buildx.version,
    paths: tools.paths,
    variables: { ...variables, MULTIARCH_LAB_REGISTRY: registry },
  };
}

async function completeEmulators(env, surroundings) {
  const missing = await missingPlatforms(env, surroundings.signal);
  if (missing.length === 0) return;
  const local = process.platform === 'linux' && env.DOCKER_HOST.startsWith('unix:');
  if (!local || process.getuid() !== 0 || !hasPackages()) {
    throw new LabUnavailable(
      `The running Docker engine has no emulator for ${missing.join(', ')}. Install them with ` +
        '`docker run --privileged --rm tonistiigi/binfmt --install all` and start again.',
    );
  }
  const { root } = await emulatorTools(surroundings);
  await registerEmulators(root, surroundings);
}

async function missingPlatforms(env, signal) {
  const args = ['buildx', 'ls', '--format', 'json'];
  const { stdout } = await run('docker', args, { env, signal });
  const builders = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  const nodes = builders.filter(({ Current }) => Current).flatMap(({ Nodes }) => Nodes ?? []);
  const present = nodes.flatMap(({ Platforms }) => Platforms ?? []);
  return PLATFORMS.filter((platform) => !present.includes(platform));
}
