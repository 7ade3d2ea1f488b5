import { lm } from 'vscode';
import { mcpProvider, toolNames } from '../contributions.ts';
import { lazy } from '../lazy.ts';
import { ServerDefinitions } from './serverDefinitions.ts';
import type * as toolsModule from './tools.ts';

/** What tools for language models need of their surroundings. */
export interface AgentPorts {
  /** Path of the command line, which holds the tools. */
  readonly commandLine: string;
  /** Of this extension. */
  readonly version: string;
  /** A folder of ours: the only one whose files may be read while no other is open. */
  readonly storage: string;
}

/** Offers tools to language models: to those of the editor, and to all as a server of their protocol. */
export function contributeAgents(
  ports: AgentPorts,
  load: () => Promise<typeof toolsModule>,
): readonly { dispose(): unknown }[] {
  const tools = lazy(load);
  const definitions = new ServerDefinitions(ports);
  return [
    definitions,
    lm.registerMcpServerDefinitionProvider(mcpProvider, definitions),
    ...toolNames.map((name) =>
      lm.registerTool<object>(`multiarch_${name}`, {
        prepareInvocation: async ({ input }) => (await tools()).prepare(name, input),
        invoke: async ({ input }, token) => (await tools()).invoke(name, input, ports, token),
      }),
    ),
  ];
}
