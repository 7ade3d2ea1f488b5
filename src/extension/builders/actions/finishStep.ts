import { l10n, type QuickPickItem } from 'vscode';
import { chooseOne } from '../../steps/quickInputs.ts';
import { next, type Step } from '../../steps/runSteps.ts';
import type { BuilderDocuments } from './builderDocuments.ts';
import { previewCommands } from './commandPreview.ts';
import type { NodePlan } from './nodePlan.ts';

/** What the steps of the wizard find out. */
export interface CreationPlan extends NodePlan {
  /** What follows once the builder is there. */
  readonly after: 'use-and-start' | 'use' | 'nothing';
}

interface FinishItem extends QuickPickItem {
  readonly after: CreationPlan['after'];
}

/** Shows the command, and asks what is to follow. */
export function finishStep(
  argumentsOf: (plan: CreationPlan) => readonly string[],
  documents: BuilderDocuments,
): Step<CreationPlan> {
  return {
    isAsked: () => true,
    ask: async (plan, position) => {
      const detail = await previewCommands(documents, argumentsOf(plan));
      const items: readonly FinishItem[] = [
        // A docker context has nothing that could be started.
        ...(plan.driver === 'docker'
          ? []
          : [
              {
                label: `$(debug-start) ${l10n.t('Create, start and use for builds')}`,
                detail,
                after: 'use-and-start' as const,
              },
            ]),
        { label: `$(check) ${l10n.t('Create and use for builds')}`, detail, after: 'use' },
        { label: `$(add) ${l10n.t('Create only')}`, detail, after: 'nothing' },
      ];
      const answer = await chooseOne<FinishItem>({
        ...position,
        title: plan.title,
        placeholder: l10n.t('This command runs'),
        items,
        initial: items.filter(({ after }) => after === plan.after),
      });
      return answer.kind === 'next' ? next({ ...plan, after: answer.value.after }) : answer;
    },
  };
}
