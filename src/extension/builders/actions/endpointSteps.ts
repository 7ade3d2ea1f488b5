import { l10n, type QuickPickItem } from 'vscode';
import type { DockerContext } from '../../../adapters/docker/contextList.ts';
import { refuseBuildkitAddress, refuseEngineAddress } from '../../../core/build/endpoint.ts';
import { plainLabel } from '../../plainRow.ts';
import { askText, chooseOne } from '../../steps/quickInputs.ts';
import { next, type Step } from '../../steps/runSteps.ts';
import type { NodePlan } from './nodePlan.ts';
import { endpointRefusalText, refusal } from './refusalText.ts';

interface PlaceItem extends QuickPickItem {
  readonly place: NodePlan['place'];
  readonly endpoint: string;
}

/**
 * Asks on which machine a node runs: a docker context or an address. A cluster is not asked for, buildx
 * takes the one of kubectl.
 *
 * @param taken endpoints that the builder has already: buildx refuses a second node there
 */
export function endpointSteps<Plan extends NodePlan>(
  contexts: Promise<readonly DockerContext[]>,
  taken: readonly string[],
): readonly Step<Plan>[] {
  return [placeStep(contexts, taken), addressStep(taken)];
}

function placeStep<Plan extends NodePlan>(
  contexts: Promise<readonly DockerContext[]>,
  taken: readonly string[],
): Step<Plan> {
  return {
    isAsked: ({ driver }) => driver === 'docker-container',
    ask: async (plan, position) => {
      const known = await contexts;
      const current = known.find((context) => context.current);
      const isTaken = ({ name, endpoint }: DockerContext) =>
        taken.includes(name) || taken.includes(endpoint);
      const items: readonly PlaceItem[] = [
        ...(current === undefined || isTaken(current) ? [] : [currentItem(current)]),
        ...known
          .filter((context) => !context.current && !isTaken(context))
          .map((context): PlaceItem => ({
            label: `$(plug) ${plainLabel(context.name)}`,
            description: plainLabel(context.endpoint),
            detail: l10n.t('The engine of this docker context'),
            place: 'context',
            endpoint: context.name,
          })),
        {
          label: `$(remote) ${l10n.t('Another machine…')}`,
          detail: l10n.t('By ssh://user@machine, or by tcp:// or unix:// where its engine listens'),
          place: 'address',
          endpoint: '',
        },
      ];
      const initial = items.filter(
        ({ place, endpoint }) =>
          place === plan.place && (place !== 'context' || endpoint === plan.endpoint),
      );
      const answer = await chooseOne<PlaceItem>({
        ...position,
        title: plan.title,
        placeholder: l10n.t('Docker engine that the container runs on'),
        items,
        initial,
      });
      if (answer.kind !== 'next') return answer;
      const { place, endpoint } = answer.value;
      return next({ ...plan, place, endpoint: place === 'address' ? plan.endpoint : endpoint });
    },
  };
}

function currentItem({ name, endpoint }: DockerContext): PlaceItem {
  return {
    label: `$(vm) ${l10n.t('This Docker engine')}`,
    description: plainLabel(`${name} · ${endpoint}`),
    detail: l10n.t('Emulates what the machine does not run itself, where it has emulators'),
    place: 'current',
    endpoint: '',
  };
}

function addressStep<Plan extends NodePlan>(taken: readonly string[]): Step<Plan> {
  return {
    isAsked: ({ driver, place }) => driver !== 'kubernetes' && place === 'address',
    ask: async (plan, position) => {
      const isBuildkit = plan.driver === 'remote';
      const answer = await askText({
        ...position,
        title: plan.title,
        placeholder: isBuildkit ? 'tcp://buildkitd.example.com:1234' : 'ssh://me@arm.example.com',
        prompt: isBuildkit
          ? l10n.t(
              'Address of the BuildKit that runs there: tcp://machine:port, unix:///path, ssh://, docker-container:// or kube-pod://',
            )
          : l10n.t(
              'Address of its Docker engine: ssh://user@machine, tcp://machine:port or unix:///path. ssh must sign in without a question.',
            ),
        value: plan.endpoint,
        validate: (value) => {
          const reason = isBuildkit ? refuseBuildkitAddress(value) : refuseEngineAddress(value);
          if (reason !== undefined) return refusal(endpointRefusalText(reason));
          if (!taken.includes(value)) return undefined;
          return refusal(l10n.t('The builder has a node there already.'));
        },
      });
      return answer.kind === 'next' ? next({ ...plan, endpoint: answer.value }) : answer;
    },
  };
}
