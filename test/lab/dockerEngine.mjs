import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { startDaemon, untilReady } from './daemon.mjs';
import { findProgram, run } from './program.mjs';

const CONTROL_GROUP = 'multiarch-lab';

/**
 * What a running engine says of itself.
 *
 * @typedef {{ version: string, imageStore: 'containerd' | 'classic', plugins: { name: string,
 *   path: string, version: string }[] }} Engine
 */

/**
 * Asks the engine that an environment points at.
 *
 * @returns {Promise<Engine | undefined>} undefined when there is no client or no engine answers
 */
export async function findEngine(env, signal) {
  try {
    const args = ['info', '--format', '{{json .}}'];
    const { stdout } = await run('docker', args, { env, signal, timeout: 15_000 });
    const answer = JSON.parse(stdout);
    if (!answer.ServerVersion) return undefined;
    // With the containerd image store the engine reports the snapshotter as its driver type.
    const containerd = JSON.stringify(answer.DriverStatus ?? []).includes(
      'io.containerd.snapshotter',
    );
    const plugins = (answer.ClientInfo?.Plugins ?? []).map(({ Name, Path, Version }) => ({
      name: Name,
      path: Path,
      version: Version,
    }));
    return {
      version: answer.ServerVersion,
      imageStore: containerd ? 'containerd' : 'classic',
      plugins,
    };
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/** The address of the engine of the user's current docker context, such as a socket. */
export async function engineAddress(env, signal) {
  if (env.DOCKER_HOST) return env.DOCKER_HOST;
  const args = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'];
  return (await run('docker', args, { env, signal })).stdout.trim();
}

/**
 * Starts an engine of our own: containerd image store unless told otherwise, own bridge, own control
 * group, no change to the packet filter, and the local registry answers for Docker Hub first.
 *
 * @param {{ folder: string, dataRoot: string, bridge: string, registry: string, engineRoot: string,
 *   env: NodeJS.ProcessEnv, note: (remain: object) => void, signal?: AbortSignal,
 *   controlGroup?: string, imageStore?: 'containerd' | 'classic' }} options `folder` holds sockets,
 *   so its path must be short (unix sockets: 107 bytes); no two engines share a `controlGroup`.
 * @returns {Promise<string>} its address, `unix://…`
 */
export async function startEngine(options) {
  const { folder, dataRoot, bridge, registry, engineRoot, env, note, signal } = options;
  const { controlGroup = CONTROL_GROUP, imageStore = 'containerd' } = options;
  const socket = path.join(folder, 'docker.sock');
  const configuration = path.join(folder, 'daemon.json');
  fs.writeFileSync(
    configuration,
    JSON.stringify({
      features: { 'containerd-snapshotter': imageStore === 'containerd' },
      'data-root': dataRoot,
      'exec-root': path.join(folder, 'exec'),
      pidfile: path.join(folder, 'docker.pid'),
      hosts: [`unix://${socket}`],
      bridge,
      iptables: false,
      ip6tables: false,
      'ip-forward': false,
      'cgroup-parent': `/${controlGroup}`,
      'registry-mirrors': [`http://${registry}`],
      'shutdown-timeout': 3,
    }),
  );
  // Noted first, so undone last: what outlives an engine that had to be killed.
  note({ kind: 'controlGroup', controlGroup });
  note({ kind: 'programs', from: engineRoot, using: folder });
  const engine = startProgram({ folder, env, note });
  // Undone before the engine ends, which would give every container ten seconds to stop.
  note({ kind: 'containers', controlGroup });
  await untilReady(engine, 'The Docker engine', () => ping(socket), { signal });
  return `unix://${socket}`;
}

/**
 * Starts an engine of ours that has ended, with what it has stored. Resolves once it answers.
 *
 * @param {{ folder: string, env: NodeJS.ProcessEnv, note: (remain: object) => void,
 *   signal?: AbortSignal }} options `folder`: as for {@link startEngine}
 */
export async function startEngineAgain({ folder, env, note, signal }) {
  const socket = path.join(folder, 'docker.sock');
  const engine = startProgram({ folder, env, note });
  await untilReady(engine, 'The Docker engine', () => ping(socket), { signal });
}

function startProgram({ folder, env, note }) {
  const configuration = path.join(folder, 'daemon.json');
  return startDaemon(findProgram('dockerd', env), ['--config-file', configuration], {
    log: path.join(folder, 'dockerd.log'),
    env,
    note,
  });
}

function ping(socketPath) {
  return new Promise((resolve) => {
    const request = http.get({ socketPath, path: '/_ping', timeout: 2_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200 || undefined);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
