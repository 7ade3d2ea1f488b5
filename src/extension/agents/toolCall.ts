import path from 'node:path';
import { workspace } from 'vscode';
import { registryFlags } from '../../protocol/registryFlags.ts';
import { readSettings, settingsSection } from '../../protocol/settings.ts';
import { chosenBuilder, dockerProgram } from '../settings.ts';
import type { AgentPorts } from './contributeAgents.ts';

/** A call of the command line that serves tools, as the settings have it. */
export interface ToolCall {
  /** Of this program, which is told to be Node. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How `multiarch mcp` is called for this window: its folders, and the registries that may be asked. */
export function toolCall({ commandLine, storage }: AgentPorts): ToolCall {
  const { registry } = readSettings(
    workspace.getConfiguration(undefined, null).get<unknown>(settingsSection),
  );
  const builder = chosenBuilder();
  const roots = openFolders();
  return {
    args: [
      ...[commandLine, 'mcp'],
      ...(roots.length > 0 ? roots : [storage]).map((folder) => `--root=${folder}`),
      ...registryFlags(registry),
      ...(builder === undefined ? [] : [`--builder=${builder}`]),
    ],
    environment: { ELECTRON_RUN_AS_NODE: '1', ...pathOfDocker() },
    cwd: roots[0] ?? path.dirname(commandLine),
  };
}

/** The folders of the workspace; without any those of open files. */
function openFolders(): readonly string[] {
  const folders = (workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
    uri.scheme === 'file' ? uri.fsPath : [],
  );
  if (folders.length > 0) return folders;
  const open = workspace.textDocuments.flatMap(({ uri }) =>
    uri.scheme === 'file' ? path.dirname(uri.fsPath) : [],
  );
  return [...new Set(open)];
}

/** The command line finds docker on the PATH. */
function pathOfDocker(): Readonly<Record<string, string>> {
  const program = dockerProgram();
  if (!path.isAbsolute(program)) return {};
  const name = Object.keys(process.env).find((each) => each.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: [path.dirname(program), process.env[name] ?? ''].join(path.delimiter) };
}
