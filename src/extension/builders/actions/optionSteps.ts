import { l10n, type QuickPickItem } from 'vscode';
import {
  driverOptions,
  missingTlsOptions,
  type CreatableDriver,
  type DriverOption,
} from '../../../core/build/driverOptions.ts';
import { acceptsValue } from '../../../core/build/optionKind.ts';
import { askText, chooseOne, chooseSeveral } from '../../steps/quickInputs.ts';
import { next, type Step } from '../../steps/runSteps.ts';
import type { NodePlan } from './nodePlan.ts';
import { refusal } from './refusalText.ts';

interface OptionItem extends QuickPickItem {
  readonly option: DriverOption;
}

const drivers: readonly CreatableDriver[] = ['docker-container', 'kubernetes', 'remote'];

/** Asks which driver options are to be set, then for the value of each. */
export function optionSteps<Plan extends NodePlan>(): readonly Step<Plan>[] {
  return [
    choiceStep(),
    ...drivers.flatMap((driver) =>
      driverOptions(driver).map((option) => valueStep<Plan>(driver, option)),
    ),
  ];
}

function choiceStep<Plan extends NodePlan>(): Step<Plan> {
  return {
    isAsked: ({ driver }) => driver !== 'docker',
    ask: async (plan, position) => {
      const { driver } = plan;
      const options = driver === 'docker' ? [] : driverOptions(driver);
      const items = options.map((option): OptionItem => ({
        option,
        label: option.name === 'env.' ? 'env.*' : option.name,
        // The texts of options stand in one table beside what checks them.
        detail: l10n.t(option.help),
        ...(option.since === undefined
          ? {}
          : { description: l10n.t('buildx {0} or newer', option.since) }),
      }));
      const answer = await chooseSeveral<OptionItem>({
        ...position,
        title: plan.title,
        placeholder: choicePlaceholder(plan),
        items,
        initial: items.filter(({ option }) => plan.chosen.includes(option.name)),
        mayBeEmpty: true,
        refuse: (rows) => refuseTls(driver, rows),
      });
      if (answer.kind !== 'next') return answer;
      return next({ ...plan, chosen: answer.value.map(({ option }) => option.name) });
    },
  };
}

function choicePlaceholder({ driver, endpoint }: NodePlan): string {
  if (driver === 'remote' && endpoint.startsWith('tcp://')) {
    return l10n.t('Options of the driver; without cacert, cert and key there is no TLS');
  }
  return l10n.t('Options of the driver; none is needed');
}

function refuseTls(driver: NodePlan['driver'], rows: readonly OptionItem[]): string | undefined {
  if (driver !== 'remote') return undefined;
  const given = Object.fromEntries(rows.map(({ option }) => [option.name, '']));
  const missing = missingTlsOptions(given);
  if (missing.length === 0) return undefined;
  return l10n.t('TLS needs {0} too.', missing.join(', '));
}

function valueStep<Plan extends NodePlan>(
  driver: CreatableDriver,
  option: DriverOption,
): Step<Plan> {
  const { name } = option;
  return {
    isAsked: (plan) => plan.driver === driver && plan.chosen.includes(name),
    ask: async (plan, position) => {
      const value = plan.values[name];
      const question = { ...position, title: `${plan.title}: ${name}` };
      const words = wordsOf(option);
      if (words !== undefined) {
        const items = words.map((label) => ({ label }));
        const answer = await chooseOne({
          ...question,
          placeholder: l10n.t(option.help),
          items,
          initial: items.filter(({ label }) => label === (value ?? option.example)),
        });
        return answer.kind === 'next' ? next(withValue(plan, name, answer.value.label)) : answer;
      }
      const answer = await askText({
        ...question,
        placeholder: option.example,
        prompt: l10n.t(option.help),
        value: value ?? '',
        validate: (text) =>
          acceptsValue(option, text)
            ? undefined
            : refusal(l10n.t('Write something like {0}', option.example)),
      });
      return answer.kind === 'next' ? next(withValue(plan, name, answer.value)) : answer;
    },
  };
}

function wordsOf(option: DriverOption): readonly string[] | undefined {
  if (option.kind === 'choice') return option.words;
  return option.kind === 'boolean' ? ['true', 'false'] : undefined;
}

function withValue<Plan extends NodePlan>(plan: Plan, name: string, value: string): Plan {
  return { ...plan, values: { ...plan.values, [name]: value } };
}
