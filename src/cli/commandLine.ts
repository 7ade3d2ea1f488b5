import { suggest } from '../core/dockerfile/suggestion.ts';
import {
  CommandError,
  UsageError,
  exitCode,
  printable,
  type ExitCode,
  type Terminal,
} from './terminal.ts';
import { version } from './version.ts';

/** A subcommand: what `--help` prints, and what it does. */
export interface Command {
  readonly help: string;
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** Each is loaded when it is called: a third of the time of a small one is that of loading the others. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  audit: async () => (await import('./commands/audit.ts')).auditCommand,
  check: async () => (await import('./commands/check.ts')).checkCommand,
  ci: async () => (await import('./commands/ci.ts')).ciCommand,
  explain: async () => (await import('./commands/explain.ts')).explainCommand,
  image: async () => (await import('./commands/image.ts')).imageCommand,
  index: async () => (await import('./commands/index.ts')).indexCommand,
  matrix: async () => (await import('./commands/matrix.ts')).matrixCommand,
  mcp: async () => (await import('./commands/mcp.ts')).mcpCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
};

const help = `multiarch ${version}: what a Dockerfile or an image does on each platform

Usage: multiarch <command> [options]

Commands:
  audit <image>           prove for which platforms the files of an image were made
  check <file or glob…>   say what goes wrong on which platform, before any build
  ci <what> …             check and write pipelines that build for several platforms
  explain <file>          say what each stage is and sees on each platform
  image <reference>       list the platforms of an image in a registry
  index <what> …          make, change, copy and undo manifest lists
  matrix <file>           say how each stage runs on each platform
  mcp                     serve tools for language models
  report [folder…]        say whether a repository is ready for its platforms, and what to do first

Options:
  --format text|json      how the result is printed (default: text); of every command but mcp and
                          ci generate
  --help                  what a command does and which options it has
  --version               print the version

Exit codes: 0 done and no error found; 1 errors found; 2 bad usage, or it could not be done;
130 interrupted.
`;

/** Runs one call of the command line. Never rejects; user errors become one message and a code. */
export async function runCommandLine(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? terminal.writeError : terminal.write)(help);
    return name === undefined ? exitCode.failed : exitCode.done;
  }
  if (name === '--version') {
    terminal.write(`${version}\n`);
    return exitCode.done;
  }
  const command = await (Object.hasOwn(commands, name) ? commands[name]?.() : undefined);
  if (command === undefined) {
    const names = Object.keys(commands);
    const near = suggest(name, [...names, '--help', '--version'], 'exact');
    terminal.writeError(
      `multiarch: there is no command "${printable(name)}"${near}. Commands: ${names.join(', ')}. See multiarch --help.\n`,
    );
    return exitCode.failed;
  }
  // Behind `--` they are names of files.
  const options = rest.slice(0, [...rest, '--'].indexOf('--'));
  if (options.includes('--help') || options.includes('-h')) {
    terminal.write(command.help);
    return exitCode.done;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const hint = error instanceof UsageError ? ` See multiarch ${name} --help.` : '';
    terminal.writeError(`multiarch ${name}: ${printable(error.message)}${hint}\n`);
    return exitCode.failed;
  }
}
