import { isMainThread } from 'node:worker_threads';
import { keepCompiledCode } from './compiledCode.ts';
import { exitCode, type ExitCode } from './terminal.ts';

/** Whether the output was lost, which is told once. */
let isUnwritten = false;

keepCompiledCode(process.env);

if (isMainThread) void runProgram();
else void import('./check/startHelpers.ts').then(({ runHelper }) => runHelper());

async function runProgram(): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  for (const stream of [process.stdout, process.stderr]) stream.on('error', noteUnwritten);
  try {
    const code = await run(stop.signal);
    process.exitCode = stop.signal.aborted ? 130 : code;
  } catch (error) {
    process.stderr.write(`multiarch: ${failureText(error)}\n`);
    process.exitCode = exitCode.failed;
  }
}

/** Half of an output is no answer. But the reader may end first, as in `multiarch check … | head`. */
function noteUnwritten({ code = 'EIO' }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE' || isUnwritten) return;
  isUnwritten = true;
  process.stderr.write(`multiarch: what it found could not be written (${code}).\n`);
  process.once('exit', () => {
    process.exitCode = exitCode.failed;
  });
}

const mistake = 'a mistake of this program, please report it: ';

function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `${mistake}${String(error)}`;
  const { syscall, stack, message } = error as NodeJS.ErrnoException;
  return syscall === 'uv_cwd'
    ? 'the folder that it was called in is gone, or may not be read.'
    : `${mistake}${stack ?? message}`;
}

async function run(signal: AbortSignal): Promise<ExitCode> {
  const { runCommandLine } = await import('./commandLine.ts');
  const { startHelpers } = await import('./check/startHelpers.ts');
  return runCommandLine(process.argv.slice(2), {
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    signal,
    startThreads: (task, count) => startHelpers(__filename, task, count),
  });
}
