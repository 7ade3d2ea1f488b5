import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** How a program ended, and what it wrote. */
export interface Ended {
  /** null when it was killed. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** In ms. */
  readonly took: number;
}

/** A program that is to be started. */
export interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs a program, and kills it after a time in ms if it has not ended by then.
 *
 * @param killed is told as soon as it is dead
 */
export async function runAndKill(
  { command, args, environment = process.env }: Started,
  after = Infinity,
): Promise<Ended> {
  const began = performance.now();
  const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const written = Promise.all([text(child.stdout), text(child.stderr)]);
  const timer = after === Infinity ? undefined : setTimeout(() => child.kill('SIGKILL'), after);
  const [code] = await ended;
  clearTimeout(timer);
  const [output, errors] = await written;
  return { code, output, errors, took: performance.now() - began };
}

/** Kills a process that runs, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Waits until something is true, but no longer than a time in ms. @returns whether it came true */
export async function within(time: number, isTrue: () => boolean): Promise<boolean> {
  const until = performance.now() + time;
  while (!isTrue()) {
    if (performance.now() > until) return false;
    await pause(100);
  }
  return true;
}
