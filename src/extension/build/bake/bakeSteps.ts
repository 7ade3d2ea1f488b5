import { l10n, QuickPickItemKind, window, ProgressLocation, type QuickPickItem } from 'vscode';
import { targetsNamed, type BakePlan } from '../../../core/project/bakePlan.ts';
import type { Result } from '../../../core/result.ts';
import type { BuilderStore } from '../../builders/builderStore.ts';
import { plainLabel } from '../../plainRow.ts';
import { chooseOne, chooseSeveral } from '../../steps/quickInputs.ts';
import { next, type Step, type StepAnswer } from '../../steps/runSteps.ts';
import { choosePlatforms } from '../platformChoice.ts';
import type { BakeOutput, BakeState } from './bakeState.ts';
import { outcomesOf, platformsOf } from './bakeText.ts';
import { withUsualOutput } from './usualOutput.ts';

const title = () => l10n.t('Bake');

interface TargetItem extends QuickPickItem {
  readonly name: string;
}

/**
 * Asks what of the files is built.
 *
 * @param read asks docker; undefined when the user did not want to wait
 * @param refuse tells why docker could not say
 */
export function bakeTargetStep(
  read: (state: BakeState, signal: AbortSignal) => Promise<Result<BakePlan> | undefined>,
  refuse: (state: BakeState, problem: string) => Promise<void>,
): Step<BakeState> {
  return {
    isAsked: true,
    ask: async (state, position): Promise<StepAnswer<BakeState>> => {
      const plan = await reading(state, read);
      if (plan === undefined) return { kind: 'cancel' };
      if (!plan.ok) {
        await refuse(state, plan.problem.message);
        return { kind: 'cancel' };
      }
      const items = itemsOf(plan.value);
      const rows = items.filter(({ kind }) => kind !== QuickPickItemKind.Separator);
      const last = rows.filter(({ name }) => state.targets.includes(name));
      const [first] = rows;
      const answer = await chooseSeveral<TargetItem>({
        ...position,
        title: title(),
        placeholder: l10n.t('Groups and targets of {0}', state.files.join(', ')),
        items,
        initial: last.length > 0 ? last : first === undefined ? [] : [first],
      });
      if (answer.kind !== 'next') return answer;
      return next({ ...state, plan: plan.value, targets: answer.value.map(({ name }) => name) });
    },
  };
}

async function reading(
  state: BakeState,
  read: (state: BakeState, signal: AbortSignal) => Promise<Result<BakePlan> | undefined>,
): Promise<Result<BakePlan> | undefined> {
  const stop = new AbortController();
  return window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Reading {0}', state.files.join(', ')),
      cancellable: true,
    },
    async (_, token) => {
      token.onCancellationRequested(() => {
        stop.abort();
      });
      const plan = await read(state, stop.signal);
      return stop.signal.aborted ? undefined : plan;
    },
  );
}

function itemsOf({ groups, targets }: BakePlan): readonly TargetItem[] {
  const separator = (label: string): TargetItem => ({
    label,
    name: '',
    kind: QuickPickItemKind.Separator,
  });
  return [
    ...(groups.length === 0 ? [] : [separator(l10n.t('groups'))]),
    ...groups.map(({ name, members }) => ({
      name,
      label: plainLabel(name),
      description: plainLabel(members.join(', ')),
    })),
    ...(groups.length === 0 ? [] : [separator(l10n.t('targets'))]),
    ...targets.map((target): TargetItem => {
      const { name, description, tags } = target;
      const detail = [description, ...tags].filter((part) => part !== undefined).join(' · ');
      return {
        name,
        label: plainLabel(name),
        description: plainLabel(platformsOf(target)),
        ...(detail !== '' && { detail: plainLabel(detail) }),
      };
    }),
  ];
}

interface PlatformsItem extends QuickPickItem {
  /** Undefined for those that are to be chosen. */
  readonly platforms: readonly string[] | undefined;
}

/** Asks whether the files' platforms count. @param own platform of this machine's engine */
export function bakePlatformStep(
  builders: BuilderStore,
  own: () => Promise<string | undefined>,
): Step<BakeState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const here = await own();
      const targets = chosenTargets(state);
      const written = [...new Set(targets.flatMap(({ platforms }) => platforms))];
      const single = [...new Set([...(here === undefined ? [] : [here]), ...written])];
      const items: readonly PlatformsItem[] = [
        {
          label: l10n.t('As the files say'),
          description:
            written.length === 0 ? l10n.t('they name none') : plainLabel(written.join(', ')),
          platforms: [],
        },
        ...single.map((platform) => ({
          label: plainLabel(l10n.t('Only {0}', platform)),
          ...(platform === here && { description: l10n.t('this machine') }),
          platforms: [platform],
        })),
        { label: l10n.t('Other platforms…'), platforms: undefined },
      ];
      const last = JSON.stringify(state.platforms);
      const answer = await chooseOne<PlatformsItem>({
        ...position,
        title: title(),
        placeholder: l10n.t('Platforms for all chosen targets'),
        items,
        initial: items.filter(({ platforms }) => JSON.stringify(platforms) === last),
      });
      if (answer.kind !== 'next') return answer;
      const { platforms } = answer.value;
      if (platforms !== undefined) return next({ ...state, platforms });
      const question = { ...position, title: title() };
      const chosen = await choosePlatforms(question, written, builders);
      return chosen.kind === 'next' ? next({ ...state, platforms: chosen.value }) : chosen;
    },
  };
}

interface OutputItem extends QuickPickItem {
  readonly output: BakeOutput;
}

/** Asks what becomes of the images, or whether the plan is enough. @param driver of the builder, where it is known */
export function bakeOutputStep(driver: () => Promise<string | undefined>): Step<BakeState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const targets = chosenTargets(state);
      const usual = await driver();
      const nameless = targets.filter(({ tags }) => tags.length === 0).map(({ name }) => name);
      const items: readonly OutputItem[] = [
        {
          output: 'written',
          label: `$(file-code) ${l10n.t('As the files say')}`,
          detail: plainLabel(outcomesOf(targets.map((target) => withUsualOutput(target, usual)))),
        },
        {
          output: 'load',
          label: `$(server-process) ${l10n.t('Load into the Docker engine')}`,
          detail: l10n.t('To run it here with docker run --platform'),
        },
        {
          output: 'push',
          label: `$(cloud-upload) ${l10n.t('Push to the registry')}`,
          detail:
            nameless.length === 0
              ? l10n.t('Under the tags of the targets')
              : plainLabel(l10n.t('Not possible: no tags in {0}', nameless.join(', '))),
        },
        {
          output: 'print',
          label: `$(eye) ${l10n.t('Show the plan')}`,
          detail: l10n.t('What bake makes of the files, and the command. Nothing is built.'),
        },
      ];
      const answer = await chooseOne<OutputItem>({
        ...position,
        title: title(),
        placeholder: l10n.t('What becomes of the images'),
        items,
        initial: items.filter(({ output }) => output === state.output),
        refuse: ([chosen]) =>
          chosen?.output === 'push' && nameless.length > 0
            ? l10n.t(
                'Add tags to {0} in {1}, or leave it out.',
                nameless.join(', '),
                state.files[0] ?? '',
              )
            : undefined,
      });
      return answer.kind === 'next' ? next({ ...state, output: answer.value.output }) : answer;
    },
  };
}

function chosenTargets({ plan, targets }: BakeState) {
  return plan === undefined ? [] : targetsNamed(plan, targets);
}
