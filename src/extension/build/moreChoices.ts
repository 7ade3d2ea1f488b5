import { l10n, workspace, type QuickPickItem } from 'vscode';
import { parseDockerfile } from '../../core/dockerfile/instructions.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';
import { PLATFORM_ARGUMENTS } from '../../core/platform/platformArgs.ts';
import { plainLabel } from '../plainRow.ts';
import { askText, chooseOne } from '../steps/quickInputs.ts';
import type { StepPosition } from '../steps/runSteps.ts';
import type { BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

interface MoreItem extends QuickPickItem {
  readonly what: 'done' | 'target' | 'argument';
  readonly name: string;
}

/** Stage and build arguments of a plan in a few words. */
export function moreText({ target, buildArgs }: BuildPlan): string {
  const given = Object.entries(buildArgs).map(([name, value]) => `${name}=${value}`);
  return [target === '' ? l10n.t('last stage') : l10n.t('stage {0}', target), ...given].join(', ');
}

/** Lets the user change what is seldom changed, until there is nothing more to change. */
export async function chooseMore(plan: BuildPlan, position: StepPosition): Promise<BuildPlan> {
  let state = plan;
  const { stages, names } = await readFile(plan);
  for (;;) {
    const items = itemsOf(state, names);
    const answer = await chooseOne<MoreItem>({
      step: position.step + 1,
      title: buildTitle(),
      placeholder: l10n.t('What to build of the file, and with which arguments'),
      items,
      initial: items.slice(0, 1),
    });
    if (answer.kind !== 'next' || answer.value.what === 'done') return state;
    const { what, name } = answer.value;
    state =
      what === 'target'
        ? await chooseTarget(state, stages, position)
        : await askArgument(state, name, position);
  }
}

function itemsOf({ target, buildArgs }: BuildPlan, names: readonly string[]): readonly MoreItem[] {
  const shown = new Set([...names, ...Object.keys(buildArgs)]);
  return [
    { what: 'done', name: '', label: `$(check) ${l10n.t('That is all')}` },
    {
      what: 'target',
      name: '',
      label: l10n.t('Stage'),
      description: target === '' ? l10n.t('the last one') : plainLabel(target),
    },
    ...[...shown].map((name): MoreItem => ({
      what: 'argument',
      name,
      label: plainLabel(`ARG ${name}`),
      description: plainLabel(buildArgs[name] ?? l10n.t('as the file says')),
    })),
  ];
}

async function chooseTarget(
  plan: BuildPlan,
  stages: readonly string[],
  { step }: StepPosition,
): Promise<BuildPlan> {
  const items = ['', ...stages].map((target) => ({
    label: target === '' ? l10n.t('The last one') : plainLabel(target),
    target,
  }));
  const answer = await chooseOne({
    step: step + 2,
    title: buildTitle(),
    placeholder: l10n.t('Stage to build'),
    items,
    initial: items.filter(({ target }) => target === plan.target),
  });
  return answer.kind === 'next' ? { ...plan, target: answer.value.target } : plan;
}

/** An empty answer leaves the argument to the file again. */
async function askArgument(
  plan: BuildPlan,
  name: string,
  { step }: StepPosition,
): Promise<BuildPlan> {
  const answer = await askText({
    step: step + 2,
    title: buildTitle(),
    placeholder: l10n.t('as the file says'),
    prompt: l10n.t(
      'Value of {0}. Empty: as the file says. It can be read in the image: no place for a secret.',
      name,
    ),
    value: plan.buildArgs[name] ?? '',
    validate: () => undefined,
  });
  if (answer.kind !== 'next') return plan;
  const others = Object.entries(plan.buildArgs).filter(([other]) => other !== name);
  const given = answer.value === '' ? [] : [[name, answer.value] as const];
  return { ...plan, buildArgs: Object.fromEntries([...others, ...given]) };
}

/** Stages by name or number, and arguments without those that BuildKit gives. */
async function readFile({ uri }: BuildPlan): Promise<{
  readonly stages: readonly string[];
  readonly names: readonly string[];
}> {
  if (uri === undefined) return { stages: [], names: [] };
  const document = await workspace.openTextDocument(uri);
  const file = parseDockerfile(document.getText());
  const automatic: readonly string[] = PLATFORM_ARGUMENTS;
  const names = file.instructions.flatMap((instruction) =>
    instruction.kind === 'arg' ? instruction.declarations.map(({ key }) => key.text) : [],
  );
  return {
    stages: splitStages(file).stages.map(({ index, from }) => from.name ?? String(index)),
    names: [...new Set(names)].filter((name) => !automatic.includes(name)),
  };
}
