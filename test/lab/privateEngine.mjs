import fs from 'node:fs';
import path from 'node:path';
import { baseImagePackages, pushBaseImages } from './baseImages.mjs';
import { makeBridge } from './bridge.mjs';
import { clientFolders, makeRunFolder } from './runFolder.mjs';
import { findEngine, startEngine } from './dockerEngine.mjs';
import { registerEmulators } from './emulators.mjs';
import { stateFolder } from './labState.mjs';
import { LabUnavailable } from './labUnavailable.mjs';
import { run } from './program.mjs';
import { startRegistry } from './registry.mjs';
import { engineTools, hasPackages } from './toolPackages.mjs';

/**
 * Makes an engine of our own, with registry, emulators, bridge and base images.
 *
 * @returns {Promise<import('./labState.mjs').LabDescription>}
 */
export async function makeEngine(surroundings) {
  const { say, signal, env, cache, note } = surroundings;
  if (process.platform !== 'linux' || process.getuid() !== 0 || !hasPackages()) {
    throw new LabUnavailable(
      'No Docker engine answers, and a private one can be made only as root on Debian or Ubuntu. ' +
        'Start Docker (`docker info` must answer), or run this as root there.',
    );
  }
  say('No Docker engine answers: bringing up a private one. Nothing is installed system-wide.');
  const tools = await engineTools(surroundings);
  const bases = tools.hasSuites ? await baseImagePackages(surroundings) : undefined;
  const folder = makeRunFolder(cache, note);
  const storage = path.join(folder, 'registry');
  const seeded = bases !== undefined && fs.existsSync(bases.storage);
  if (seeded) fs.cpSync(bases.storage, storage, { recursive: true });

  const variables = clientFolders(folder, tools.buildx);
  const toolEnv = { ...env, ...variables, PATH: [...tools.paths, env.PATH].join(path.delimiter) };
  const parts = { ...surroundings, env: toolEnv, folder: stateFolder() };
  const registry = await startRegistry({ ...parts, storage });
  await registerEmulators(tools.engineRoot, surroundings);
  const bridge = await makeBridge(tools, surroundings);
  say('Starting the Docker engine …');
  const address = await startEngine({
    ...parts,
    dataRoot: path.join(folder, 'data'),
    bridge,
    registry,
    engineRoot: tools.engineRoot,
  });
  Object.assign(variables, { DOCKER_HOST: address, MULTIARCH_LAB_REGISTRY: registry });
  const labEnv = { ...toolEnv, ...variables };
  if (bases !== undefined && !seeded) {
    await pushBaseImages(bases, { ...surroundings, registry, folder, env: labEnv });
    keepStorage(storage, bases.storage);
  }
  return {
    registry,
    mirror: bases !== undefined,
    engineVersion: (await findEngine(labEnv, signal)).version,
    buildxVersion: await buildxVersion(labEnv, signal),
    paths: tools.paths,
    variables,
  };
}

async function buildxVersion(env, signal) {
  const { stdout } = await run('docker', ['buildx', 'version'], { env, signal });
  return stdout.trim().split(' ')[1];
}

/** Keeps the registry's storage for the next lab, complete or not at all. */
function keepStorage(storage, kept) {
  fs.mkdirSync(path.dirname(kept), { recursive: true });
  const part = fs.mkdtempSync(`${kept}.part-`);
  fs.cpSync(storage, part, { recursive: true });
  fs.renameSync(part, kept);
}
