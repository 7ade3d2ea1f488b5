import { l10n, window, type Pseudoterminal } from 'vscode';
import { buildArguments, type BuildRequest } from '../../core/build/buildRequest.ts';
import { shownLine } from '../shownLine.ts';
import { joinArguments } from '../../core/build/eachPlatform.ts';
import { judgeBuild, type BuildVerdict } from '../../core/build/judgeBuild.ts';
import { alternativesTo, type OutputAlternative } from '../../core/build/outputAlternatives.ts';
import type { LanguageServer } from '../languageServer.ts';
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
  readonly server: LanguageServer;
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
    const file = dockerfileOf(order);
    const reason = refusedText(request, verdict);
    void notify({
      severity: 'error',
      message: reason,
      remedies:
        alternatives.length === 0
          ? [{ label: l10n.t('Show the File'), run: () => window.showTextDocument(file) }]
          : alternatives.slice(0, shownAlternatives).map((alternative) => ({
              label: alternativeText(alternative).label,
              run: () => carryOut(alternative, ports, { ...order, file }),
            })),
    });
    return explainingTerminal(
      [reason, ...alternatives.flatMap((each) => alternativeLines(each, order))].join('\r\n'),
    );
  }
  if (!(await isPushWanted(ports.docker, order))) {
    return explainingTerminal(
      l10n.t(
        'The build of {0} was not started: errors were found in it, and you chose not to push.',
        request.file,
      ),
    );
  }
  return new BuildTerminal(ports, order);
}

/** Bake builds all of its targets or none. */
function refusedText(
  { file, bake }: BuildRequest,
  { target, output, refusal }: Extract<BuildVerdict, { state: 'impossible' }>,
): string {
  const wish = outputLabel(output);
  const why = refusalText(refusal);
  if (bake === undefined || target === undefined) {
    return l10n.t('The build of {0} was not started: "{1}" cannot work. {2}', file, wish, why);
  }
  return [
    l10n.t('Nothing of {0} was built: "{1}" cannot work for {2}. {3}', file, wish, target, why),
    ...(refusal.code === 'tag-needed'
      ? [l10n.t('Give it "tags" in the file, or leave it out.')]
      : []),
  ].join(' ');
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
  return [...builds, shownLine(words(joinArguments(join)))];
}

function words(args: readonly string[]): readonly string[] {
  return [dockerProgram(), ...args];
}
