import { StringDecoder } from 'node:string_decoder';
import type { BuildEvent } from '../../core/build/progress/buildEvent.ts';
import { signalTree, startProgram, thisHost, type ProcessHost, type Program } from '../process.ts';
import { parseBuildEvent } from './buildEvents.ts';

/** Hears what a build says while it runs. */
export interface BuildListener {
  /** In the order in which BuildKit told them. */
  onEvents(events: readonly BuildEvent[]): void;
  /** Lines that are no events, without line ends. */
  onLines(lines: readonly string[]): void;
}

/** How a build ended. */
export type BuildEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: number | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly message: string };

/** Where a build runs. */
export interface BuildSurroundings {
  readonly cwd: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Time that docker has to cancel the build at the builder before it is ended, in ms. */
const grace = 800;
/** A longer line is no event of BuildKit's; it is cut. */
const longestLine = 8 * 1024 * 1024;

/**
 * Runs `docker buildx build` or `bake` to its end. Never rejects. Cancelling asks docker first, as Ctrl-C
 * does, so that the builder stops too; what does not end then is ended with all that it started.
 */
export function runBuild(
  program: Program,
  { cwd, environment = process.env, signal }: BuildSurroundings,
  listener: BuildListener,
  host: ProcessHost = thisHost,
): Promise<BuildEnd> {
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  const child = startProgram(
    program,
    { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
    host,
  );
  if (child instanceof Error) {
    return Promise.resolve({ kind: 'not-started', message: child.message });
  }
  return new Promise((resolve) => {
    let ending: NodeJS.Timeout | undefined;
    const cancel = () => {
      signalTree(child, 'SIGINT', host);
      ending = setTimeout(() => {
        signalTree(child, 'SIGKILL', host);
        // What left the group may still hold the pipes; the answer does not wait for it.
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, grace);
    };
    const settle = (end: BuildEnd) => {
      clearTimeout(ending);
      signal.removeEventListener('abort', cancel);
      resolve(signal.aborted ? { kind: 'cancelled' } : end);
    };
    signal.addEventListener('abort', cancel, { once: true });
    const errors = new LineReader(listener);
    const output = new LineReader(listener);
    child.stderr?.on('data', (chunk: Buffer) => {
      errors.read(chunk);
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      output.read(chunk);
    });
    child.once('error', ({ message }) => {
      if (child.pid === undefined) settle({ kind: 'not-started', message });
    });
    child.once('close', (code) => {
      errors.end();
      output.end();
      settle(code === 0 ? { kind: 'done' } : { kind: 'failed', code });
    });
  });
}

/** Cuts a stream into lines, and tells events from other lines. */
class LineReader {
  readonly #listener: BuildListener;
  readonly #decoder = new StringDecoder('utf8');
  /** Parts of the line that has not ended. */
  #open: string[] = [];
  #openLength = 0;

  constructor(listener: BuildListener) {
    this.#listener = listener;
  }

  read(chunk: Buffer): void {
    const [first = '', ...rest] = this.#decoder.write(chunk).split('\n');
    this.#keep(first);
    const last = rest.pop();
    if (last === undefined) return;
    const lines = [this.#take(), ...rest];
    this.#keep(last);
    this.#tell(lines);
  }

  end(): void {
    this.#keep(this.#decoder.end());
    if (this.#openLength > 0) this.#tell([this.#take()]);
  }

  #keep(part: string): void {
    if (part === '' || this.#openLength >= longestLine) return;
    this.#open.push(part);
    this.#openLength += part.length;
  }

  #take(): string {
    const line = this.#open.join('');
    this.#open = [];
    this.#openLength = 0;
    return line;
  }

  #tell(lines: readonly string[]): void {
    const events: BuildEvent[] = [];
    const others: string[] = [];
    for (const line of lines) {
      const event = parseBuildEvent(line);
      if (event === undefined) others.push(line.endsWith('\r') ? line.slice(0, -1) : line);
      else events.push(event);
    }
    if (events.length > 0) this.#listener.onEvents(events);
    if (others.length > 0) this.#listener.onLines(others);
  }
}
