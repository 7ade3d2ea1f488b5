import { isMainThread } from 'node:worker_threads';
import { keepCompiledCode } from './compiledCode.ts';
import { exitCode, type ExitCode } from './terminal.ts';

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
  // The reader may end first, as in `multiarch check … | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    const code = await run(stop.signal);
    process.exitCode = stop.signal.aborted ? 130 : code;
  } catch (error) {
    process.stderr.write(
      `multiarch: a mistake of this program, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitCode.failed;
  }
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
