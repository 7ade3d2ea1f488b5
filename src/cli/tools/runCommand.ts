import type { Command } from '../commandLine.ts';
import { CommandError, exitCode } from '../terminal.ts';
import type { ToolSurroundings } from './tool.ts';

/**
 * Runs a command of the command line for a tool, and gives the JSON that it prints (docs/cli.md).
 *
 * @param options options, each with its value in the same word; a value can be no option then
 * @param operands what stands behind them; none is taken for an option
 * @throws {CommandError} in the command's own words, when it has printed nothing else
 */
export async function runCommand<T>(
  command: Pick<Command, 'run'>,
  options: readonly string[],
  operands: readonly string[],
  { signal, registries, list }: ToolSurroundings,
): Promise<T> {
  let output = '';
  let complaint = '';
  const code = await command.run(['--format=json', ...options, '--', ...operands], {
    write: (text) => {
      output += text;
    },
    writeError: (text) => {
      complaint += text;
    },
    signal,
    ...(registries && { registries }),
    ...(list && { list }),
  });
  if (output === '') {
    const words = complaint.trim() || `It could not be done (${String(code)}).`;
    throw new CommandError(code === exitCode.done ? 'There is nothing to tell.' : words);
  }
  return JSON.parse(output) as T;
}

/** Options that say what a Dockerfile is built for and with. */
export function buildOptions({
  platforms = [],
  target,
  buildArgs = {},
}: {
  readonly platforms?: readonly string[] | undefined;
  readonly target?: string | undefined;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
}): readonly string[] {
  return [
    ...platforms.map((platform) => `--platform=${platform}`),
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
  ];
}
