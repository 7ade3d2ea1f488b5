import type { ChildProcess } from 'node:child_process';
import { Duplex } from 'node:stream';
import { signalTree, startProgram, thisHost, type Program } from './process.ts';

/** Time between asking a process tree to end and ending it, in ms. */
const grace = 1500;
/** Of what a program writes to standard error, in bytes. */
const stderrLimit = 4096;

/**
 * Starts a program and gives its standard input and output as one stream, as a connection through it.
 * Destroying the stream ends the process tree. A program that cannot be started, or ends without having
 * written anything, is an error of the stream with the last line of what it complained of.
 *
 * @param cwd folder in which it runs
 */
export function openProgram(program: Program, cwd: string): Duplex {
  return new ProgramStream(program, cwd);
}

/** Standard streams as the socket that an HTTP client expects. */
class ProgramStream extends Duplex {
  readonly #command: string;
  readonly #child: ChildProcess | undefined;
  #stderr = Buffer.alloc(0);
  #hasAnswered = false;

  constructor(program: Program, cwd: string) {
    super({ allowHalfOpen: true });
    this.#command = program.command;
    const child = startProgram(program, { cwd, stdio: ['pipe', 'pipe', 'pipe'] }, thisHost);
    if (child instanceof Error) {
      this.destroy(child);
      return;
    }
    this.#child = child;
    child.once('error', (error) => {
      this.destroy(error);
    });
    child.once('close', (code) => {
      if (this.#hasAnswered) this.push(null);
      else this.destroy(new Error(this.#complaint(code)));
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      this.#hasAnswered = true;
      if (!this.push(chunk)) child.stdout?.pause();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = Buffer.concat([this.#stderr, chunk]).subarray(-stderrLimit);
    });
    // A program that ends breaks the pipe; its exit says why.
    child.stdin?.on('error', () => undefined);
  }

  override _read(): void {
    this.#child?.stdout?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    // An error of the pipe is told by the end of the program.
    this.#child?.stdin?.write(chunk, () => {
      done();
    });
  }

  override _final(done: () => void): void {
    this.#child?.stdin?.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      signalTree(child, 'SIGTERM', thisHost);
      const timer = setTimeout(() => {
        signalTree(child, 'SIGKILL', thisHost);
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, grace);
      child.once('close', () => {
        clearTimeout(timer);
      });
    }
    done(error);
  }

  #complaint(code: number | null): string {
    const lines = this.#stderr.toString('utf8').trim().split('\n');
    const last = lines.at(-1)?.trim() ?? '';
    if (last !== '') return `${this.#command}: ${last.slice(0, 500)}`;
    return `${this.#command} ended with exit code ${String(code)}`;
  }

  // What an HTTP client asks of a socket, and a pipe cannot do. Time is limited by who asks.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
