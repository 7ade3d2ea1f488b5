import { homedir } from 'node:os';
import { signalTree, startProgram, thisHost, type ProcessHost, type Program } from '../process.ts';
import { BuildOutputReader, type BuildListener } from './buildOutputReader.ts';

/** How a build ended. */
export type BuildEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: number | null }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not-started'; readonly message: string };

/** Where a build runs. */
export interface BuildSurroundings {
  /** The home folder when left out. */
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Time that docker has to cancel the build at the builder before it is ended, in ms. */
const grace = 800;

/**
 * Runs `docker buildx build` or `bake` to its end. Never rejects. Cancelling asks docker first, as Ctrl-C
 * does, so that the builder stops too; what does not end then is ended with all that it started.
 */
export function runBuild(
  program: Program,
  { cwd = homedir(), environment = process.env, signal }: BuildSurroundings,
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
    const errors = new BuildOutputReader(listener);
    const output = new BuildOutputReader(listener);
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
