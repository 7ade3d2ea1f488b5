import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';
import { findEngine } from './dockerEngine.mjs';
import { withLabLock } from './labLock.mjs';
import { readLabState, removeLabState, writeLabState } from './labState.mjs';
import { makeEngine } from './privateEngine.mjs';
import { isAlive, markProcess } from './processes.mjs';
import { isRegistry } from './registry.mjs';
import { clearRemains } from './remains.mjs';
import { useEngine } from './userEngine.mjs';

/**
 * A running lab: a Docker engine with the containerd image store, buildx, emulators and a registry.
 *
 * - `registry`: `127.0.0.1:<port>`, plain http.
 * - `mirror`: whether the engine asks that registry before Docker Hub, so that the lab's own
 *   `busybox` and `amd64/busybox` answer; with the user's engine they come from Docker Hub.
 * - `env`: the whole environment for programs that use the lab; `additions`: what of it is the lab's.
 * - `stop`: leaves the lab; the last program that leaves takes everything down.
 *
 * @typedef {{ registry: string, mirror: boolean, engineVersion: string, buildxVersion: string,
 *   env: NodeJS.ProcessEnv, additions: Record<string, string>, stop: () => Promise<void> }} Lab
 */

/**
 * Joins the lab that runs on this machine, or starts one: with the engine that answers already, or
 * else, as root on Debian or Ubuntu, with a private one. Nothing that is made is left behind when
 * this fails or `signal` aborts.
 *
 * @param {{ say: (message: string) => void, signal?: AbortSignal, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Lab>}
 * @throws {LabUnavailable} when this machine lacks something; the message names it
 */
export async function startLab({ say, signal, env = process.env }) {
  const description = await withLabLock({ say, signal }, async () => {
    const left = readLabState();
    if (left && (await isUsable(left))) {
      say('A lab runs on this machine already: using it too.');
      writeLabState({ ...left, users: [...livingUsers(left), markProcess(process.pid)] });
      return left.description;
    }
    if (left) {
      say('Clearing what a lab left behind that did not end well …');
      await clearRemains(left.remains, say);
      removeLabState();
    }
    return await bringUp({ say, signal, env });
  });
  const additions = {
    ...description.variables,
    PATH: [...description.paths, env.PATH].join(path.delimiter),
  };
  const labEnv = { ...env, ...additions };
  delete labEnv.DOCKER_CONTEXT;
  const { registry, mirror, engineVersion, buildxVersion } = description;
  const stop = () => leaveLab(say);
  return { registry, mirror, engineVersion, buildxVersion, env: labEnv, additions, stop };
}

/** Takes down what a dead lab left; a lab in use stays. Returns whether nothing is left. */
export function clearLab(say) {
  return withLabLock({ say }, async () => {
    const left = readLabState();
    if (!left) return true;
    if (livingUsers(left).length > 0) return false;
    await takeDown(left, say);
    return true;
  });
}

async function leaveLab(say) {
  await withLabLock({ say }, async () => {
    const state = readLabState();
    if (!state) return;
    const others = livingUsers(state).filter(({ pid }) => pid !== process.pid);
    if (others.length > 0) {
      say('Another program still uses the lab: leaving it up.');
      writeLabState({ ...state, users: others });
      return;
    }
    say('Taking the lab down …');
    await takeDown(state, say);
  });
}

async function takeDown(state, say) {
  await clearRemains(state.remains, say);
  removeLabState();
}

async function bringUp({ say, signal, env }) {
  const state = { users: [markProcess(process.pid)], remains: [] };
  const note = (remain) => {
    state.remains.push(remain);
    writeLabState(state);
  };
  const cache = cacheFolder(env);
  fs.mkdirSync(cache, { recursive: true });
  const surroundings = { say, signal, note, cache, env };
  try {
    writeLabState(state);
    const engine = await findEngine(env, signal);
    state.description = engine
      ? await useEngine(engine, surroundings)
      : await makeEngine(surroundings);
    writeLabState(state);
    const { engineVersion, buildxVersion, registry } = state.description;
    say(`Docker ${engineVersion}, buildx ${buildxVersion}, registry at ${registry}.`);
    return state.description;
  } catch (error) {
    await takeDown(state, say);
    throw error;
  }
}

function livingUsers({ users }) {
  return users.filter(isAlive);
}

/** A lab can be joined when someone uses it and its parts still answer. */
async function isUsable(state) {
  if (!state.description || livingUsers(state).length === 0) return false;
  const { registry, variables, paths } = state.description;
  const env = { ...process.env, ...variables };
  env.PATH = [...paths, process.env.PATH].join(path.delimiter);
  return Boolean((await isRegistry(registry)) && (await findEngine(env)));
}
