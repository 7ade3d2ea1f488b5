import { keepCompiledCode } from './compiledCode.ts';
import { exitCode, type ExitCode } from './terminal.ts';

keepCompiledCode(process.env);

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

async function run(): Promise<ExitCode> {
  const { runCommandLine } = await import('./commandLine.ts');
  return runCommandLine(process.argv.slice(2), {
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    signal: stop.signal,
  });
}

void run().then(
  (code) => {
    process.exitCode = stop.signal.aborted ? 130 : code;
  },
  (error: unknown) => {
    process.stderr.write(
      `multiarch: a mistake of this program, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = exitCode.failed;
  },
);
