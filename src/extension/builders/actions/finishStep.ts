import { l10n } from 'vscode';
import { next, type Step } from '../../steps/runSteps.ts';
import { chooseAfterPreview, type PreviewAction } from './commandPreview.ts';
import type { NodePlan } from './nodePlan.ts';

/** What the steps of the wizard find out. */
export interface CreationPlan extends NodePlan {
  /** What follows once the builder is there. */
  readonly after: 'use-and-start' | 'use' | 'nothing';
}

/** Shows the command, and asks what is to follow. */
export function finishStep(
  argumentsOf: (plan: CreationPlan) => readonly string[],
): Step<CreationPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const answer = await chooseAfterPreview({
        ...position,
        title: plan.title,
        placeholder: l10n.t('What happens with builder {0}', plan.builder),
        actions: actionsFor(plan),
        initial: (after) => after === plan.after,
        commands: [argumentsOf(plan)],
      });
      return answer.kind === 'next' ? next({ ...plan, after: answer.value }) : answer;
    },
  };
}

function actionsFor({ driver }: CreationPlan): readonly PreviewAction<CreationPlan['after']>[] {
  return [
    // A docker context has nothing that could be started.
    ...(driver === 'docker'
      ? []
      : [
          {
            label: `$(debug-start) ${l10n.t('Create, start and use for builds')}`,
            value: 'use-and-start' as const,
          },
        ]),
    { label: `$(check) ${l10n.t('Create and use for builds')}`, value: 'use' },
    { label: `$(add) ${l10n.t('Create only')}`, value: 'nothing' },
  ];
}
