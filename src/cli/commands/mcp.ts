import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import type { Command } from '../commandLine.ts';
import { parseCall } from '../options.ts';
import { readRegistryRules, registryOptions } from '../registryRules.ts';
import { CommandError, UsageError, exitCode, printable, type Terminal } from '../terminal.ts';
import { callTool } from '../tools/callTool.ts';
import { listedTools } from '../tools/listedTools.ts';
import { version } from '../version.ts';

/** `multiarch mcp`: the tools for language models, over the Model Context Protocol. */
export const mcpCommand: Command = {
  help: `Usage: multiarch mcp [options]
       multiarch mcp --call <tool> [options] < input.json

Serves tools for language models over the Model Context Protocol, on the standard streams: programs that
work with models start it. All tools only read. See docs/agents.md for them and for how it is configured.

  --root DIR             files may be read in this folder; may be repeated (default: the folders that
                         the client has open, else the current one)
  --lookups on|ask|off   which registries may be asked: the known ones (default), only those that are
                         allowed, or none
  --allow-host HOST      a registry that may be asked, besides Docker Hub, this machine and those of
                         Docker's configuration; may be repeated
  --mirror HOST=URL      a mirror that is asked before a registry; may be repeated
  --insecure HOST        a registry, or a network such as 10.0.0.0/8, that is spoken to over plain HTTP;
                         may be repeated
  --builder NAME         the builder that is meant where none is named (default: the current one)
  --call TOOL            let one tool answer: its input is read from standard input as JSON, its
                         result is printed

Exit codes: 0 done; 2 bad usage, or the tool could not tell.
`,
  async run(args, terminal) {
    const { values, positionals } = parseCall(args, {
      root: { type: 'string', multiple: true },
      ...registryOptions,
      builder: { type: 'string' },
      call: { type: 'string' },
    });
    if (positionals.length > 0) throw new UsageError('multiarch mcp takes no operands.');
    const { builder, call } = values;
    const roots = values.root?.map((folder) => path.resolve(folder));
    const around = {
      registries: readRegistryRules(values),
      ...(builder !== undefined && { builder }),
    };
    if (call !== undefined) {
      const folders = { roots: roots ?? [process.cwd()], signal: terminal.signal };
      const answer = await callTool(call, await readInput(), { ...around, ...folders });
      if (!answer.ok) throw new CommandError(printable(answer.problem.message));
      terminal.write(`${JSON.stringify(answer.value, null, 2)}\n`);
      return exitCode.done;
    }
    // It is large, and only those who start a server need it.
    const { serveTools } = await import('../mcp/serveTools.ts');
    await serveTools({
      ...{ version, tools: listedTools, roots, signal: terminal.signal },
      call: (name, input, given) =>
        loudly(terminal, callTool(name, input, { ...around, ...given })),
    });
    return exitCode.done;
  },
};

/** A mistake of this program is told to whoever looks, too: a client may keep it to itself. */
async function loudly<T>(terminal: Terminal, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    terminal.writeError(
      `multiarch mcp: a mistake of this program, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    throw error;
  }
}

async function readInput(): Promise<unknown> {
  const input = await readAll(process.stdin);
  try {
    return JSON.parse(input) as unknown;
  } catch {
    throw new UsageError('The input is no JSON.');
  }
}
