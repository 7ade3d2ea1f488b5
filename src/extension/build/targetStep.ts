import { l10n, workspace, type QuickPickItem } from 'vscode';
import { parseDockerfile } from '../../core/dockerfile/instructions.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';
import { plainLabel } from '../plainRow.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import type { BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

/** Asks for the stage to build. */
export const targetStep: Step<BuildPlan> = {
  isAsked: true,
  ask: async (plan, position) => {
    const items = await stagesOf(plan);
    const answer = await chooseOne<QuickPickItem & { readonly target: string }>({
      title: buildTitle(),
      ...position,
      placeholder: l10n.t('Stage to build'),
      items,
      initial: items.filter(({ target }) => target === plan.lastTarget),
    });
    return answer.kind === 'next' ? next({ ...plan, target: answer.value.target }) : answer;
  },
};

/** The stages that a build can name, and the last one. BuildKit knows none by its number (28.5: `could not be found`). */
async function stagesOf({
  uri,
}: BuildPlan): Promise<(QuickPickItem & { readonly target: string })[]> {
  if (uri === undefined) return [];
  const document = await workspace.openTextDocument(uri);
  const { stages } = splitStages(parseDockerfile(document.getText()));
  return stages
    .filter(({ index, from }) => from.name !== undefined || index === stages.length - 1)
    .map(({ from, base }) => ({
      target: from.name ?? '',
      label: from.name === undefined ? l10n.t('The last one') : plainLabel(from.name),
      description: plainLabel(`FROM ${base.text}`),
      detail: l10n.t('line {0}', base.range.start.line + 1),
    }));
}
