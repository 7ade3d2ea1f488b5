import {
  Disposable,
  EventEmitter,
  McpStdioServerDefinition,
  Uri,
  workspace,
  type McpServerDefinitionProvider,
} from 'vscode';
import { settingsSection } from '../../protocol/settings.ts';
import type { AgentPorts } from './contributeAgents.ts';
import { toolCall } from './toolCall.ts';

/** Tells the editor how the server of tools is started; in a workspace that is not trusted there is none. */
export class ServerDefinitions implements McpServerDefinitionProvider {
  readonly #ports: AgentPorts;
  readonly #changed = new EventEmitter<void>();
  readonly #listeners: Disposable;

  readonly onDidChangeMcpServerDefinitions = this.#changed.event;

  constructor(ports: AgentPorts) {
    this.#ports = ports;
    const tell = () => {
      this.#changed.fire();
    };
    this.#listeners = Disposable.from(
      workspace.onDidGrantWorkspaceTrust(tell),
      workspace.onDidChangeWorkspaceFolders(tell),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingsSection)) tell();
      }),
    );
  }

  provideMcpServerDefinitions(): McpStdioServerDefinition[] {
    if (!workspace.isTrusted) return [];
    const { args, environment, cwd } = toolCall(this.#ports);
    const definition = new McpStdioServerDefinition(
      'Multi-Arch',
      process.execPath,
      [...args],
      { ...environment },
      this.#ports.version,
    );
    definition.cwd = Uri.file(cwd);
    return [definition];
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#changed.dispose();
  }
}
