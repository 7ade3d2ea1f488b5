import {
  CancellationError,
  l10n,
  LanguageModelTextPart,
  LanguageModelToolResult,
  MarkdownString,
  workspace,
  type CancellationToken,
  type PreparedToolInvocation,
} from 'vscode';
import { runProgram } from '../../adapters/process.ts';
import type { ToolName } from '../contributions.ts';
import type { AgentPorts } from './contributeAgents.ts';
import { toolCall } from './toolCall.ts';

/** Longest time of a tool in ms, a moment more than the command line gives it. */
const timeout = 310_000;

/** What the user is told before a tool runs: what is read, and who is asked. */
export function prepare(name: ToolName, input: object): PreparedToolInvocation {
  const { title, doing, asks } = words(name, input);
  return {
    invocationMessage: plain(doing),
    ...(asks !== undefined && { confirmationMessages: { title, message: plain(asks) } }),
  };
}

/**
 * Lets a tool answer, in a process of its own.
 *
 * @throws an Error whose message is for the model
 */
export async function invoke(
  name: ToolName,
  input: object,
  ports: AgentPorts,
  token: CancellationToken,
): Promise<LanguageModelToolResult> {
  if (!workspace.isTrusted) {
    throw new Error(
      'The workspace is not trusted, so no file is read and nobody is asked. The user can trust it (Workspaces: Manage Workspace Trust).',
    );
  }
  const stop = new AbortController();
  token.onCancellationRequested(() => {
    stop.abort();
  });
  const { args, environment, cwd } = toolCall(ports);
  const run = await runProgram(
    { command: process.execPath, args: [...args, `--call=${name}`] },
    {
      ...{ timeout, cwd, signal: stop.signal, input: JSON.stringify(input) },
      environment: { ...process.env, ...environment },
    },
  );
  if (run.ok) {
    const answer = JSON.stringify(JSON.parse(run.stdout));
    return new LanguageModelToolResult([new LanguageModelTextPart(answer)]);
  }
  const { failure } = run;
  if (failure.kind === 'cancelled') throw new CancellationError();
  // Its own words stand behind its name.
  const said = failure.kind === 'exit' ? failure.stderr.replace(/^multiarch mcp: /, '').trim() : '';
  throw new Error(said === '' ? `${name} gave no answer (${failure.kind}).` : said);
}

interface Words {
  readonly title: string;
  /** What is done, while it is done. */
  readonly doing: string;
  /** What is read and who is asked, for a yes; a tool that asks nobody needs none. */
  readonly asks?: string;
}

function words(name: ToolName, input: object): Words {
  switch (name) {
    case 'inspect_image_platforms': {
      const image = text(input, 'image');
      return {
        title: l10n.t('Look up an image?'),
        doing: l10n.t('Looking up {0}', image),
        asks: l10n.t('The registry of {0} is asked for its platforms, with your login.', image),
      };
    }
    case 'check_dockerfile': {
      const file = text(input, 'file');
      return {
        title: l10n.t('Check a Dockerfile?'),
        doing: l10n.t('Checking {0}', file),
        asks: l10n.t(
          '{0} is read, and the registries of the images that it names are asked about them.',
          file,
        ),
      };
    }
    case 'explain_stage_platforms': {
      const file = text(input, 'file');
      return {
        title: l10n.t('Look at the stages of a Dockerfile?'),
        doing: l10n.t('Looking at the stages of {0}', file),
        asks: l10n.t(
          '{0} is read, the registries of the images that it names are asked about them, and Docker about its builder.',
          file,
        ),
      };
    }
    case 'plan_build': {
      const file = text(input, 'file');
      return {
        title: l10n.t('Plan a build?'),
        doing: l10n.t('Planning the build of {0}', file),
        asks: l10n.t('{0} is read, and Docker is asked about its builder. Nothing is built.', file),
      };
    }
    case 'explain_build_error':
      return {
        title: l10n.t('Explain a build error'),
        doing: l10n.t('Explaining a build error'),
      };
    case 'audit_image': {
      const image = text(input, 'image');
      return {
        title: l10n.t('Audit an image?'),
        doing: l10n.t('Auditing {0}', image),
        asks: l10n.t(
          'Layers of {0} are downloaded and looked through, with your login. Docker Hub counts this as a pull. Nothing of it is started.',
          image,
        ),
      };
    }
    case 'plan_manifest_list': {
      const tags = text(input, 'tags');
      return {
        title: l10n.t('Plan a manifest list?'),
        doing: l10n.t('Planning the manifest list {0}', tags),
        asks: l10n.t(
          'The registries of {0} and of {1} are asked what is there, with your login. Nothing is written.',
          tags,
          text(input, 'sources'),
        ),
      };
    }
  }
}

/** Longest part of an input that is shown, in characters. */
const longest = 200;

/** A value of an input that nobody has checked yet. */
function text(input: object, name: string): string {
  const value = (input as Readonly<Record<string, unknown>>)[name];
  const shown = Array.isArray(value) ? value.map(String).join(', ') : value;
  return typeof shown === 'string' ? shown.slice(0, longest) : '…';
}

/** What a model wrote is no Markdown. */
function plain(words: string): MarkdownString {
  return new MarkdownString().appendText(words);
}
