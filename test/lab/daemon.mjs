import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, markProcess } from './processes.mjs';

/**
 * Starts a program that outlives us if another program still uses the lab: it leads a session of
 * its own and writes to a log file.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ log: string, env: NodeJS.ProcessEnv, note: (remain: object) => void }} options
 * @returns {{ mark: import('./processes.mjs').ProcessMark, log: string }}
 */
export function startDaemon(command, args, { log, env, note }) {
  const output = fs.openSync(log, 'w', 0o600);
  const child = spawn(command, args, { env, detached: true, stdio: ['ignore', output, output] });
  fs.closeSync(output);
  // Without a listener a missing program would end us; untilReady tells it from the log instead.
  child.on('error', (error) => fs.appendFileSync(log, `${error.message}\n`));
  child.unref();
  const mark = markProcess(child.pid ?? 0);
  note({ kind: 'process', mark });
  return { mark, log };
}

/**
 * Waits until `ask` gives something; fails with the last lines of the log when the daemon ends
 * first or `timeout` ms have passed.
 *
 * @template T
 * @param {{ mark: import('./processes.mjs').ProcessMark, log: string }} daemon
 * @param {string} name
 * @param {() => Promise<T | undefined>} ask
 * @param {{ signal?: AbortSignal, timeout?: number }} options
 * @returns {Promise<T>}
 */
export async function untilReady(daemon, name, ask, { signal, timeout = 60_000 }) {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (!isAlive(daemon.mark))
      throw new Error(`${name} ended while starting:\n${lastLines(daemon)}`);
    await pause(50);
  }
  throw new Error(`${name} did not answer within ${timeout / 1000} s:\n${lastLines(daemon)}`);
}

function lastLines({ log }) {
  return fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}
