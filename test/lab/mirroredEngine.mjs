import fs from 'node:fs';
import path from 'node:path';
import { startEngine, startEngineAgain } from './dockerEngine.mjs';
import { withLabLock } from './labLock.mjs';
import { readLabState, stateFolder, writeLabState } from './labState.mjs';
import { LabUnavailable } from './labUnavailable.mjs';
import { findProgram } from './program.mjs';
import { endProcess, killProcess, markProcess } from './processes.mjs';
import { clearRemains } from './remains.mjs';

/**
 * Starts one more engine beside the lab's own, with another registry in the place of Docker Hub. It
 * shares the lab's bridge; what it makes is noted with the lab, so it goes with it at the latest.
 *
 * @param {{ name: string, mirror: string, env: NodeJS.ProcessEnv, say: (message: string) => void,
 *   signal?: AbortSignal, imageStore?: 'containerd' | 'classic' }} options `mirror`:
 *   `127.0.0.1:<port>`, plain http; `env`: the lab's.
 * @returns {Promise<import('./mirroredEngine.mjs').MirroredEngine>}
 * @throws {LabUnavailable} when the lab has no private engine whose programs could be started twice
 */
export async function startMirroredEngine({ name, mirror, env, say, signal, imageStore }) {
  const configuration = path.join(stateFolder(), 'daemon.json');
  if (!fs.existsSync(configuration)) {
    throw new LabUnavailable(
      'The lab uses an engine that runs already, and its registry mirror is not ours to change: a ' +
        'second engine can be started only beside a private one (root on Debian or Ubuntu).',
    );
  }
  const own = `${name}-${process.pid}`;
  const folder = path.join(stateFolder(), own);
  const lab = JSON.parse(fs.readFileSync(configuration, 'utf8'));
  const dataRoot = path.join(path.dirname(lab['data-root']), own);
  const note = (remain) => {
    const state = readLabState();
    if (!state) throw new Error('The lab was taken down meanwhile.');
    state.remains.push({ ...remain, of: own });
    writeLabState(state);
  };
  const stop = () => withLabLock({ say }, () => clearOwn(own, say));
  try {
    const address = await withLabLock({ say, signal }, () => {
      note({ kind: 'folder', path: folder });
      note({ kind: 'folder', path: dataRoot });
      fs.mkdirSync(folder, { recursive: true });
      return startEngine({
        folder,
        dataRoot,
        bridge: lab.bridge,
        registry: mirror,
        engineRoot: path.resolve(findProgram('dockerd', env), '../../..'),
        controlGroup: `multiarch-lab-${own}`,
        imageStore,
        env,
        note,
        signal,
      });
    });
    const program = () =>
      markProcess(Number(fs.readFileSync(path.join(folder, 'docker.pid'), 'utf8')));
    const end = () => endProcess(program());
    const kill = () => killProcess(program());
    const start = () =>
      withLabLock({ say, signal }, () => startEngineAgain({ folder, env, note, signal }));
    return { address, end, kill, start, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function clearOwn(own, say) {
  const state = readLabState();
  if (!state) return;
  await clearRemains(
    state.remains.filter(({ of }) => of === own),
    say,
  );
  const remains = state.remains.filter(({ of }) => of !== own);
  writeLabState({ ...state, remains });
}
