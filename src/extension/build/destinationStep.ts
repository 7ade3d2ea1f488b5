import { l10n } from 'vscode';
import { destinationOf } from '../../core/build/buildRequest.ts';
import { askText } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import type { BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

/** Asks for the file or folder that the build writes. */
export const destinationStep: Step<BuildPlan> = {
  isAsked: ({ output, instead }) =>
    instead === undefined && destinationOf({ output }) !== undefined,
  ask: async (plan, position) => {
    const usual = destinationOf({ output: plan.output }) ?? '';
    const answer = await askText({
      ...position,
      title: buildTitle(),
      placeholder: usual,
      prompt:
        plan.output === 'local'
          ? l10n.t(
              'Folder for the files, relative to the workspace folder. Old files are replaced.',
            )
          : l10n.t('File to write, relative to the workspace folder. An old one is replaced.'),
      value: plan.destinations[plan.output] ?? usual,
      validate: () => undefined,
    });
    if (answer.kind !== 'next') return answer;
    const destinations = { ...plan.destinations, [plan.output]: answer.value || usual };
    return next({ ...plan, destinations });
  },
};
