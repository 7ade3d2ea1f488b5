import { l10n, type QuickPickItem } from 'vscode';
import { plainLabel } from '../plainRow.ts';
import { folderOf } from '../tasks/buildDefinition.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import type { BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

/** Asks for the build context where there is a choice: the Dockerfile is not at the top. */
export const contextStep: Step<BuildPlan> = {
  isAsked: ({ file }) => folderOf(file) !== '.',
  ask: async (plan, position) => {
    const own = folderOf(plan.file);
    const items: (QuickPickItem & { readonly context: string })[] = [
      { context: own, label: plainLabel(own), description: l10n.t('folder of the Dockerfile') },
      { context: '.', label: '.', description: l10n.t('workspace folder') },
    ];
    const answer = await chooseOne({
      title: buildTitle(),
      ...position,
      placeholder: l10n.t('Build context: the folder that COPY takes files from'),
      items,
      initial: items.filter(({ context }) => context === plan.context),
    });
    return answer.kind === 'next' ? next({ ...plan, context: answer.value.context }) : answer;
  },
};
