import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { endWithUs } from './processGuard.ts';

/** A program and its arguments, never a shell line. */
export interface Program {
  /** Name looked up on PATH, or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
}

/** Limits and surroundings of one run. */
export interface RunOptions {
  /** Time after which the process tree is ended, in ms. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  readonly cwd?: string;
  /** The whole environment; the one of this process when left out. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Written to standard input, which is then closed. Without it there is no standard input. */
  readonly input?: string;
  /** Largest accepted standard output, in bytes. */
  readonly outputLimit?: number;
}

/** Why a run gave no answer. */
export type RunFailure =
  | { readonly kind: 'not-found'; readonly command: string }
  | { readonly kind: 'not-started'; readonly command: string; readonly message: string }
  | { readonly kind: 'timeout'; readonly timeout: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'output-too-large'; readonly limit: number }
  | {
      readonly kind: 'exit';
      /** Exit code; null when a signal ended the program. */
      readonly code: number | null;
      /** The last lines that it wrote to standard error. */
      readonly stderr: string;
      /** The last lines that it wrote to standard output: some programs complain there. */
      readonly stdout: string;
    };

/** What a run gave: decoded output, or the reason why there is none. */
export type RunResult =
  | { readonly ok: true; readonly stdout: string; readonly stderr: string }
  | { readonly ok: false; readonly failure: RunFailure };

/** The operating system as a run sees it; tests put another one in its place. */
export interface ProcessHost {
  readonly platform: NodeJS.Platform;
  start(program: Program, options: SpawnOptions): ChildProcess;
  /** Sends a signal to a process, or to a process group when `pid` is negative. */
  signal(pid: number, signal: NodeJS.Signals): void;
}

/** The system that this runs on. */
export const thisHost: ProcessHost = {
  platform: process.platform,
  start(program, options) {
    const child = spawn(program.command, program.args, options);
    try {
      if (options.detached === true) endWithUs(child);
    } catch {
      // There is no room for a shell that watches; the program itself runs.
    }
    return child;
  },
  signal: (pid, signal) => {
    process.kill(pid, signal);
  },
};

const defaultOutputLimit = 16 * 1024 * 1024;
const stderrLimit = 64 * 1024;
const stderrLines = 20;

/** Time between asking a process tree to end and ending it, in ms. */
const grace = 1500;

/**
 * Runs a program to its end and gives what it wrote. Never rejects. Whatever ends the run early
 * (time, cancellation, too much output) ends the whole process tree.
 */
export function runProgram(
  program: Program,
  options: RunOptions,
  host: ProcessHost = thisHost,
): Promise<RunResult> {
  if (options.signal?.aborted) return Promise.resolve(failed({ kind: 'cancelled' }));
  return new Promise((resolve) => {
    const child = startProgram(program, spawnOptions(options), host);
    if (!(child instanceof Error)) new Run(child, program, options, host, resolve);
    else resolve(failed(startFailure(program, child)));
  });
}

function spawnOptions({ cwd, environment, input }: RunOptions): SpawnOptions {
  return {
    cwd,
    env: environment ?? process.env,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  };
}

/**
 * Starts a program in a process group of its own, which ends with this process at the latest; gives the error when
 * the system refuses at once.
 */
export function startProgram(
  program: Program,
  options: SpawnOptions,
  host: ProcessHost,
): ChildProcess | Error {
  try {
    return host.start(program, {
      ...options,
      windowsHide: true,
      // A group of its own, so that a plugin started by the program is ended with it.
      detached: host.platform !== 'win32',
    });
  } catch (error) {
    // Windows throws at once for what it cannot run (a .cmd file, a bad argument).
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Sends a signal to a program and all that it has started. On Windows any signal ends them. */
export function signalTree(child: ChildProcess, signal: NodeJS.Signals, host: ProcessHost): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (host.platform === 'win32') {
    const kill = { command: 'taskkill', args: ['/pid', String(pid), '/T', '/F'] };
    host.start(kill, { stdio: 'ignore', windowsHide: true }).once('error', () => child.kill());
    return;
  }
  try {
    host.signal(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** One running program, from its start to the single answer. */
class Run {
  readonly #child: ChildProcess;
  readonly #options: RunOptions;
  readonly #host: ProcessHost;
  readonly #answer: (result: RunResult) => void;
  readonly #output: Buffer[] = [];
  #outputSize = 0;
  #stderr = Buffer.alloc(0);
  #failure: RunFailure | undefined;
  #timer: NodeJS.Timeout;
  readonly #onAbort = () => {
    this.#stop({ kind: 'cancelled' });
  };

  constructor(
    child: ChildProcess,
    program: Program,
    options: RunOptions,
    host: ProcessHost,
    answer: (result: RunResult) => void,
  ) {
    this.#child = child;
    this.#options = options;
    this.#host = host;
    this.#answer = answer;
    this.#timer = setTimeout(() => {
      this.#stop({ kind: 'timeout', timeout: options.timeout });
    }, options.timeout);
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });

    child.once('error', (error) => {
      if (child.pid === undefined) this.#settle(failed(startFailure(program, error)));
    });
    child.once('close', (code) => {
      this.#settle(this.#result(code));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#keepOutput(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(-stderrLimit);
    });
    // A program that ends without reading its input breaks the pipe; its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input);
  }

  #keepOutput(chunk: Buffer): void {
    const limit = this.#options.outputLimit ?? defaultOutputLimit;
    this.#outputSize += chunk.length;
    if (this.#outputSize > limit) this.#stop({ kind: 'output-too-large', limit });
    else this.#output.push(chunk);
  }

  #stop(failure: RunFailure): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    clearTimeout(this.#timer);
    this.#signalTree('SIGTERM');
    this.#timer = setTimeout(() => {
      this.#signalTree('SIGKILL');
      // What left the group may still hold the pipes; the answer does not wait for it.
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
    }, grace);
  }

  #signalTree(signal: NodeJS.Signals): void {
    signalTree(this.#child, signal, this.#host);
  }

  #result(code: number | null): RunResult {
    if (this.#failure !== undefined) return failed(this.#failure);
    const stderr = this.#stderr.toString('utf8');
    const stdout = Buffer.concat(this.#output).toString('utf8');
    if (code === 0) return { ok: true, stdout, stderr };
    return failed({ kind: 'exit', code, stderr: lastLines(stderr), stdout: lastLines(stdout) });
  }

  #settle(result: RunResult): void {
    clearTimeout(this.#timer);
    // The program has ended, but not what it started if that ignores the request and holds no pipe.
    // Windows has ended the whole tree at once.
    if (this.#failure !== undefined && this.#host.platform !== 'win32') this.#signalTree('SIGKILL');
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#answer(result);
  }
}

function failed(failure: RunFailure): RunResult {
  return { ok: false, failure };
}

function startFailure({ command }: Program, error: NodeJS.ErrnoException): RunFailure {
  if (error.code === 'ENOENT') return { kind: 'not-found', command };
  return { kind: 'not-started', command, message: error.message };
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-stderrLines).join('\n');
}
