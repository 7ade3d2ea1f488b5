import { l10n } from 'vscode';
import { defaultDestination } from '../../core/build/buildRequest.ts';
import { askText } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import type { BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

/** Asks for the file of an OCI archive. */
export const destinationStep: Step<BuildPlan> = {
  isAsked: ({ output }) => output === 'oci',
  ask: async (plan, position) => {
    const answer = await askText({
      ...position,
      title: buildTitle(),
      placeholder: defaultDestination,
      prompt: l10n.t(
        'File of the OCI archive, relative to the workspace folder. An old one is replaced.',
      ),
      value: plan.destination || defaultDestination,
      validate: () => undefined,
    });
    return answer.kind === 'next' ? next({ ...plan, destination: answer.value }) : answer;
  },
};
