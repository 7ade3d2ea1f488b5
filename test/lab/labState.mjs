import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';

/**
 * What is known of the lab that runs on this machine, shared by the programs that use it.
 *
 * - `users`: the programs that use it; the last one to leave takes it down.
 * - `remains`: what was made so far, in order, for whoever takes it down (`remains.mjs`).
 * - `description`: what a program that joins needs; absent until the lab is up.
 *
 * @typedef {{ users: import('./processes.mjs').ProcessMark[],
 *   remains: import('./remains.mjs').Remain[], description?: LabDescription }} LabState
 * @typedef {{ registry: string, engineVersion: string, buildxVersion: string, paths: string[],
 *   variables: Record<string, string>, mirror: boolean }} LabDescription
 */

/**
 * Where the state lives. What root's lab makes belongs to the whole machine, so its state has one
 * place, short enough for unix sockets (107 bytes) and gone after a reboot as the lab is.
 */
export function stateFolder() {
  if (process.platform === 'linux' && process.getuid() === 0) return '/run/multiarch-lab';
  return path.join(cacheFolder(), 'lab');
}

/** @returns {LabState | undefined} undefined when no lab was left here, or none can be read. */
export function readLabState() {
  try {
    return JSON.parse(fs.readFileSync(stateFile(), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Written as a whole, so that a reader never sees half of it. */
export function writeLabState(state) {
  fs.mkdirSync(stateFolder(), { recursive: true, mode: 0o700 });
  fs.writeFileSync(`${stateFile()}.new`, JSON.stringify(state, null, 2));
  fs.renameSync(`${stateFile()}.new`, stateFile());
}

/** Forgets the lab, with its logs and sockets. */
export function removeLabState() {
  fs.rmSync(stateFolder(), { recursive: true, force: true });
}

function stateFile() {
  return path.join(stateFolder(), 'lab.json');
}
