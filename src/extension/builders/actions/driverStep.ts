import { l10n, type QuickPickItem } from 'vscode';
import { chooseOne } from '../../steps/quickInputs.ts';
import { next, type Step } from '../../steps/runSteps.ts';
import type { CreationPlan } from './finishStep.ts';
import type { PlannedDriver } from './nodePlan.ts';

interface DriverItem extends QuickPickItem {
  readonly driver: PlannedDriver;
}

/** Asks for the driver; each row says what follows from it. */
export const driverStep: Step<CreationPlan> = {
  isAsked: true,
  ask: async (plan, position) => {
    const items = driverItems();
    const answer = await chooseOne<DriverItem>({
      ...position,
      title: plan.title,
      placeholder: l10n.t('Driver: where BuildKit runs'),
      items,
      initial: items.filter(({ driver }) => driver === plan.driver),
    });
    if (answer.kind !== 'next') return answer;
    const { driver } = answer.value;
    if (driver === plan.driver) return next(plan);
    // What was said about another driver means nothing here.
    const place = driver === 'docker-container' ? 'current' : 'address';
    return next({
      ...plan,
      driver,
      place,
      endpoint: '',
      chosen: [],
      values: {},
      config: { kind: 'none' },
    });
  },
};

function driverItems(): readonly DriverItem[] {
  return [
    {
      driver: 'docker-container',
      label: '$(package) docker-container',
      description: l10n.t('a container of its own'),
      detail: l10n.t(
        'Any platforms, and more machines as nodes; --load copies the image into the engine',
      ),
    },
    {
      driver: 'remote',
      label: '$(remote) remote',
      description: l10n.t('a BuildKit that runs already'),
      detail: l10n.t(
        'By tcp, ssh or a socket; over a network with certificates on both sides (mTLS)',
      ),
    },
    {
      driver: 'kubernetes',
      label: '$(server-environment) kubernetes',
      description: l10n.t('pods in a cluster'),
      detail: l10n.t(
        'In the cluster of kubectl; options: namespace, replicas, nodeselector, qemu.install',
      ),
    },
    {
      driver: 'docker',
      label: '$(vm) docker',
      description: l10n.t('the BuildKit inside another Docker engine'),
      detail: l10n.t(
        'A docker context; with the classic image store it builds for one platform only',
      ),
    },
  ];
}
