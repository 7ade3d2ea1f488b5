import { l10n, type Pseudoterminal } from 'vscode';
import { buildArguments, type BuildRequest } from '../../core/build/buildRequest.ts';
import { commandLine } from '../../core/build/commandLine.ts';
import { joinArguments } from '../../core/build/eachPlatform.ts';
import { judgeBuild } from '../../core/build/judgeBuild.ts';
import { alternativesTo, type OutputAlternative } from '../../core/build/outputAlternatives.ts';
import { notify } from '../notify.ts';
import { dockerProgram } from '../settings.ts';
import type { BuildTaskPorts } from '../tasks/buildTask.ts';
import { explainingTerminal } from '../tasks/refusedTask.ts';
import { dockerfileOf } from './buildRuns.ts';
import {
  BuildTerminal,
  shownCommand,
  type BuildOrder,
  type BuildTerminalPorts,
} from './buildTerminal.ts';
import { carryOut } from './carryOut.ts';
import { readOutputFacts } from './outputFacts.ts';
import { alternativeText, outputLabel, refusalText } from './outputText.ts';
import { isPushWanted } from './pushConcerns.ts';

/** What a checked build needs of its surroundings. */
export interface CheckedTerminalPorts extends BuildTerminalPorts {
  readonly tasks: BuildTaskPorts;
}

/** Alternatives that have room in a notification. */
const shownAlternatives = 3;

/**
 * The terminal of a build. What cannot work is not started: its terminal says why and with which commands it
 * can be had, and a notification carries them out.
 */
export async function checkedTerminal(
  ports: CheckedTerminalPorts,
  order: BuildOrder,
): Promise<Pseudoterminal> {
  const { request } = order;
  const facts = await readOutputFacts(ports, request.builder, 'all');
  const verdict = judgeBuild(request, facts);
  if (verdict.state === 'impossible') {
    const alternatives = alternativesTo(request, facts);
    const reason = l10n.t(
      'The build of {0} was not started, because this cannot work: {1}. {2}',
      verdict.target === undefined
        ? request.file
        : l10n.t('{0} of {1}', verdict.target, request.file),
      outputLabel(verdict.output),
      refusalText(verdict.refusal),
    );
    void notify({
      severity: 'error',
      message: reason,
      remedies: alternatives.slice(0, shownAlternatives).map((alternative) => ({
        label: alternativeText(alternative).label,
        run: () => carryOut(alternative, ports, { ...order, file: dockerfileOf(order) }),
      })),
    });
    return explainingTerminal(
      [reason, ...alternatives.flatMap((each) => alternativeLines(each, order))].join('\r\n'),
    );
  }
  if (!(await isPushWanted(ports.docker, order))) {
    return explainingTerminal(l10n.t('The build of {0} was not started.', request.file));
  }
  return new BuildTerminal(ports, order);
}

/** What comes near, with the commands that it takes. */
function alternativeLines(alternative: OutputAlternative, order: BuildOrder): readonly string[] {
  const { label, detail } = alternativeText(alternative);
  const commands = commandsOf(alternative, order).map((each) => `  ${each}`);
  return ['', `${label}: ${detail}`, ...commands];
}

function commandsOf(alternative: OutputAlternative, { scope }: BuildOrder): readonly string[] {
  if (alternative.kind === 'prepare') return [];
  const command = (request: BuildRequest) =>
    shownCommand({ request, scope, command: words(buildArguments(request)) });
  if (alternative.kind === 'change') return [command(alternative.request)];
  const { requests, join } = alternative;
  const builds = requests.map(command);
  if (join === undefined || join.sources === 'digests') return builds;
  return [...builds, commandLine(words(joinArguments(join)))];
}

function words(args: readonly string[]): readonly string[] {
  return [dockerProgram(), ...args];
}
