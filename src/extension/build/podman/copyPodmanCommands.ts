import { env, l10n, window, type QuickPickItem, type Uri } from 'vscode';
import { shownLine } from '../../shownLine.ts';
import { podmanCommands } from '../../../core/build/podmanCommands.ts';
import type { BuilderDocuments } from '../../builders/actions/builderDocuments.ts';
import { notify } from '../../notify.ts';
import { chooseSeveral } from '../../steps/quickInputs.ts';
import { next, runSteps, type Step } from '../../steps/runSteps.ts';
import { emptyPlan, requestOfPlan, type BuildPlan } from '../buildPlan.ts';
import { contextStep } from '../contextStep.ts';
import { dockerfileStep, planFor, type PlanPorts } from '../dockerfileStep.ts';
import { tagStep } from '../tagStep.ts';

/** What the command needs of its surroundings. */
export interface PodmanPorts extends PlanPorts {
  readonly documents: BuilderDocuments;
}

/** Puts the commands by which podman builds a Dockerfile for several platforms into the clipboard. Nothing is run. */
export async function copyPodmanCommands(
  { documents, ...ports }: PodmanPorts,
  file: Uri | undefined,
): Promise<void> {
  const initial = file === undefined ? emptyPlan : await planFor(file, ports);
  const plan = await runSteps<BuildPlan>(
    initial,
    [dockerfileStep(file, ports), contextStep, platformStep, tagStep],
    title(),
  );
  if (plan === undefined) return;
  const { commands, left } = podmanCommands(requestOfPlan(plan, 'push'));
  const text = commands.map((words) => `${shownLine(words)}\n`).join('');
  await env.clipboard.writeText(text);
  const uri = documents.keepText('podman.sh', text);
  const missing = left.length === 0 ? [] : [l10n.t('Not translated: {0}.', left.join(', '))];
  const first =
    plan.tag === ''
      ? []
      : [l10n.t('The first one fails while there is no list of this name yet; that does no harm.')];
  const done =
    commands.length === 1
      ? l10n.t('The command of podman is in the clipboard. Without a name nothing can be pushed.')
      : l10n.t('The commands of podman are in the clipboard.');
  await notify({
    severity: 'information',
    message: [done, ...first, ...missing].join(' '),
    remedies: [
      {
        label: l10n.t('Show Commands'),
        run: () => window.showTextDocument(uri, { preview: true }),
      },
    ],
  });
}

const title = () => l10n.t('Copy Podman Commands');

const common = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/ppc64le', 'linux/s390x'];

const platformStep: Step<BuildPlan> = {
  isAsked: true,
  ask: async (plan, position) => {
    const items = [...new Set([...plan.platforms, ...common])].map((label): QuickPickItem => ({
      label,
    }));
    const answer = await chooseSeveral({
      title: title(),
      ...position,
      placeholder: l10n.t('Platforms'),
      items,
      initial: items.slice(0, plan.platforms.length),
    });
    if (answer.kind !== 'next') return answer;
    return next({ ...plan, platforms: answer.value.map(({ label }) => label) });
  },
};
