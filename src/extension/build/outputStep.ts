import { l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { buildOutputs, type BuildOutput } from '../../core/build/buildRequest.ts';
import { alternativesTo, type OutputAlternative } from '../../core/build/outputAlternatives.ts';
import { judgeOutput, type OutputRefusal, type OutputVerdict } from '../../core/build/outputs.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import { next, type Step, type StepAnswer, type StepPosition } from '../steps/runSteps.ts';
import { requestOfPlan, type BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';
import { chooseMore, moreText } from './moreChoices.ts';
import { readOutputFacts, type OutputFactPorts } from './outputFacts.ts';
import { alternativeText, outputLabel, refusalText } from './outputText.ts';
import { plainLabel } from '../plainRow.ts';

interface OutputItem extends QuickPickItem {
  readonly output?: BuildOutput | 'more';
  readonly verdict?: OutputVerdict;
}

/** Asks what becomes of the result. What cannot be had stands below, says why, and leads to what can. */
export function outputStep(ports: OutputFactPorts): Step<BuildPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const facts = await readOutputFacts(ports, undefined, 'all');
      const items = buildOutputs.map((output): OutputItem =>
        outputItem(plan, output, judgeOutput(requestOfPlan(plan, output), facts)),
      );
      const usable = items.filter(({ verdict }) => verdict?.state !== 'impossible');
      const others = items.filter((item) => !usable.includes(item));
      const heading: OutputItem = {
        label: l10n.t('not possible as it is'),
        kind: QuickPickItemKind.Separator,
      };
      // Without a name there is nothing to push, and little to do with a loaded image.
      const isNameless = plan.tag === '' && ['push', 'load', 'digest'].includes(plan.output);
      const likely = isNameless ? 'cache' : plan.output;
      const initial = usable.find(({ output }) => output === likely) ?? usable[0] ?? others[0];
      const chosen = await chooseOne<OutputItem>({
        ...position,
        title: buildTitle(),
        placeholder: l10n.t('What becomes of the image'),
        items: [...usable, moreItem(plan), ...(others.length === 0 ? [] : [heading, ...others])],
        initial: initial === undefined ? [] : [initial],
      });
      if (chosen.kind !== 'next') return chosen;
      const { output = plan.output, verdict } = chosen.value;
      if (output === 'more')
        return outputStep(ports).ask(await chooseMore(plan, position), position);
      if (verdict?.state !== 'impossible') return next({ ...plan, output });
      const alternatives = alternativesTo(requestOfPlan(plan, output), facts);
      // The question before this one is about the name.
      if (verdict.refusal.code === 'tag-needed') return { kind: 'back' };
      const answer = await chooseAlternative(position, output, alternatives);
      if (answer.kind === 'next') return next({ ...plan, output, instead: answer.value });
      return answer.kind === 'back' ? outputStep(ports).ask(plan, position) : answer;
    },
  };
}

async function chooseAlternative(
  position: StepPosition,
  output: BuildOutput,
  alternatives: readonly OutputAlternative[],
): Promise<StepAnswer<OutputAlternative>> {
  const items = alternatives.map((alternative) => ({
    ...alternativeText(alternative),
    alternative,
  }));
  const chosen = await chooseOne({
    ...position,
    // There is a way back, also where this was the first question.
    step: position.step + 1,
    ...(position.totalSteps !== undefined && { totalSteps: position.totalSteps + 1 }),
    title: buildTitle(),
    placeholder: l10n.t('What comes near to: {0}', outputLabel(output)),
    items,
    initial: items.slice(0, 1),
  });
  return chosen.kind === 'next' ? next(chosen.value.alternative) : chosen;
}

function moreItem(plan: BuildPlan): OutputItem {
  return {
    output: 'more',
    label: `$(settings-gear) ${l10n.t('Stage and build arguments…')}`,
    detail: moreText(plan),
  };
}

const icons: Readonly<Record<BuildOutput, string>> = {
  push: 'cloud-upload',
  load: 'server-process',
  oci: 'file-zip',
  docker: 'file-zip',
  local: 'folder',
  tar: 'file-zip',
  digest: 'cloud-upload',
  cache: 'database',
};

function outputItem(plan: BuildPlan, output: BuildOutput, verdict: OutputVerdict): OutputItem {
  const isRefused = verdict.state === 'impossible';
  return {
    output,
    verdict,
    label: `$(${isRefused ? 'circle-slash' : icons[output]}) ${outputLabel(output)}`,
    detail: plainLabel(isRefused ? reason(verdict.refusal) : purpose(plan, output)),
  };
}

function reason(refusal: OutputRefusal): string {
  const text = refusalText(refusal);
  return refusal.code === 'tag-needed' ? l10n.t('{0} Go back and give it one.', text) : text;
}

function purpose({ tag, platforms }: BuildPlan, output: BuildOutput): string {
  const isList = platforms.length > 1;
  switch (output) {
    case 'push':
      return l10n.t('As {0}; its platforms are read back afterwards', tag);
    case 'load':
      return l10n.t('To run it here with docker run --platform');
    case 'oci':
      return l10n.t('A file that other tools can read');
    case 'docker':
      return l10n.t('A file for an engine that cannot reach a registry');
    case 'local':
      return isList ? l10n.t('A folder for each platform') : l10n.t('To look at what is in it');
    case 'tar':
      return l10n.t('What is in the image, without its configuration');
    case 'digest':
      return l10n.t('To be joined to a manifest list later');
    case 'cache':
      return l10n.t('To see whether it builds');
  }
}
