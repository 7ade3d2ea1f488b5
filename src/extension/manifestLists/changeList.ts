import { Disposable, l10n, type QuickPick, type QuickPickItem } from 'vscode';
import { parseReference } from '../../core/image/reference.ts';
import type { ReportedPlatform } from '../../core/image/report.ts';
import { shownPlatform } from '../../core/manifestList/listedPlatforms.ts';
import { parsePlatform, type Platform } from '../../core/platform/platform.ts';
import type { SentSource } from '../../protocol/lists.ts';
import type { LanguageServer } from '../languageServer.ts';
import { plainLabel } from '../plainRow.ts';
import { askText, chooseOne, chooseSeveral } from '../steps/quickInputs.ts';
import { next, runSteps, type Step } from '../steps/runSteps.ts';
import { membersStep, moreImagesStep, seedStep } from './imageSteps.ts';
import { tagPlace, type ListPlace } from './listPlace.ts';
import type { ListPorts } from './listPorts.ts';
import { emptyState, imagesOf, type ListState } from './listState.ts';
import { planAndPush, type PlannedWork } from './publishPlan.ts';
import { checkReference, checkTag, checkTags, readTags } from './referenceInput.ts';

/** Puts images into the list of a tag; one for a platform that is there takes its place. */
export async function addPlatform(ports: ListPorts, given?: ListPlace): Promise<void> {
  const place = tagPlace(given);
  const title = l10n.t('Add Platform');
  await runSteps(stateOf(ports, place, given), [
    tagStep(title, place === undefined),
    membersStep(title, ports.server, false),
    moreImagesStep(title),
    planStep(ports, title, (state) => ({
      tags: [state.seed],
      sources: [
        { reference: state.seed, givesWay: true },
        ...imagesOf(state)
          .filter((reference) => reference !== state.seed)
          .map((reference) => ({ reference })),
      ],
    })),
  ]);
}

/** Puts another image in the place of one platform's. */
export async function replacePlatform(ports: ListPorts, given?: ListPlace): Promise<void> {
  const place = tagPlace(given);
  const title = l10n.t('Replace Platform');
  await runSteps(stateOf(ports, place, given), [
    tagStep(title, place === undefined),
    platformsStep(title, ports.server, 'one', place?.platform === undefined),
    imageStep(title),
    planStep(ports, title, (state) => {
      const platforms = readPlatforms(state.platforms);
      return {
        tags: [state.seed],
        sources: [
          // It takes the place in the order, too.
          { reference: state.seed, givesWay: true },
          { reference: state.more, only: platforms },
        ],
      };
    }),
  ]);
}

/** Takes platforms out of the list of a tag. */
export async function removePlatform(ports: ListPorts, given?: ListPlace): Promise<void> {
  const place = tagPlace(given);
  const title = l10n.t('Remove Platform');
  await runSteps(stateOf(ports, place, given), [
    tagStep(title, place === undefined),
    platformsStep(title, ports.server, 'several', place?.platform === undefined),
    planStep(ports, title, (state) => {
      const except = readPlatforms(state.platforms);
      return {
        tags: [state.seed],
        sources: [{ reference: state.seed, except }],
        // As the plan names what is lost: arm64 for arm64/v8.
        mayLose: except.map(shownPlatform),
      };
    }),
  ]);
}

/** Copies what a reference names, byte for byte, to other tags, of any repository and registry. */
export async function copyImage(ports: ListPorts, place?: ListPlace): Promise<void> {
  const title = l10n.t('Copy Image');
  await runSteps(stateOf(ports, place, place), [
    seedStep(
      title,
      {
        placeholder: l10n.t('ghcr.io/team/app:1.0'),
        prompt: l10n.t('The image or manifest list that is copied'),
        validate: checkReference,
      },
      place === undefined,
    ),
    targetStep(title),
    planStep(ports, title, (state) => {
      const tags = readTags(state.tags);
      return {
        tags: tags.ok ? tags.tags : [],
        sources: [{ reference: state.seed }],
        wishes: { asIs: true },
      };
    }),
  ]);
}

/** @param given what the command was called on, also where that is no tag: another one is not meant then */
function stateOf(
  { lastPushed }: ListPorts,
  place: ListPlace | undefined,
  given: ListPlace | undefined,
): ListState {
  const last = given === undefined ? lastPushed() : undefined;
  const { reference = last ?? '', platform } = place ?? {};
  return { ...emptyState, seed: reference, platforms: platform === undefined ? [] : [platform] };
}

/** What is named by its digest leaves the tag of its copy open. */
function tagOf(reference: string): string {
  return reference.includes('@') ? '' : reference;
}

function readPlatforms(texts: readonly string[]): readonly Platform[] {
  return texts.flatMap((text) => {
    const platform = parsePlatform(text);
    return platform.ok ? [platform.value] : [];
  });
}

function tagStep(title: string, isAsked: boolean): Step<ListState> {
  const words = {
    placeholder: l10n.t('ghcr.io/team/app:1.0'),
    prompt: l10n.t('The tag whose manifest list is changed'),
    validate: checkTag,
  };
  return seedStep(title, words, isAsked);
}

type Planned = Omit<PlannedWork['task'], 'kind' | 'sources'> & {
  readonly sources: readonly SentSource[];
  readonly mayLose?: readonly string[];
};

function planStep(
  ports: ListPorts,
  title: string,
  plan: (state: ListState) => Planned,
): Step<ListState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const { mayLose = [], ...task } = plan(state);
      const work = { ...position, title, mayLose, task: { kind: 'plan', ...task } } as const;
      const answer = await planAndPush(ports, work);
      return answer === 'done' ? next(state) : { kind: answer };
    },
  };
}

type PlatformRow = QuickPickItem & { readonly platform: string };

function platformsStep(
  title: string,
  server: LanguageServer,
  how: 'one' | 'several',
  isAsked: boolean,
): Step<ListState> {
  return {
    isAsked,
    ask: async (state, position) => {
      const placeholder = l10n.t('Reading the platforms of {0}…', state.seed);
      const fill = (pick: QuickPick<PlatformRow>): Disposable =>
        fillPlatforms(pick, server, state.seed, how);
      const question = { title, ...position, placeholder, items: [], initial: [], prepare: fill };
      if (how === 'several') {
        const answer = await chooseSeveral<PlatformRow>(question);
        if (answer.kind !== 'next') return answer;
        return next({ ...state, platforms: answer.value.map(({ platform }) => platform) });
      }
      const answer = await chooseOne<PlatformRow>(question);
      if (answer.kind !== 'next') return answer;
      return next({ ...state, platforms: [answer.value.platform] });
    },
  };
}

function fillPlatforms(
  pick: QuickPick<PlatformRow>,
  server: LanguageServer,
  seed: string,
  how: 'one' | 'several',
): Disposable {
  let isOver = false;
  pick.busy = true;
  const parsed = parseReference(seed);
  const reference = parsed.ok ? parsed.value.canonical : seed;
  void server.readImage(reference).then((image) => {
    if (isOver) return;
    pick.busy = false;
    if (image?.known !== true) {
      const why = image?.reason.message ?? l10n.t('The language server does not run.');
      pick.placeholder = plainLabel(why);
      return;
    }
    const rows = platformRows(image.value.platforms);
    pick.items = rows;
    if (rows.length === 0) pick.placeholder = l10n.t('{0} names no platform.', plainLabel(seed));
    else if (how === 'one') pick.placeholder = l10n.t('The platform that gets another image');
    else pick.placeholder = l10n.t('The platforms that go');
  });
  return new Disposable(() => {
    isOver = true;
  });
}

/** Rows of what can be replaced or removed: an entry that says no platform cannot be named by one. */
export function platformRows(
  platforms: readonly Pick<ReportedPlatform, 'platform' | 'digest'>[],
): readonly PlatformRow[] {
  return platforms.flatMap(({ platform, digest }) =>
    parsePlatform(platform).ok
      ? [{ label: plainLabel(platform), description: digest, platform }]
      : [],
  );
}

function imageStep(title: string): Step<ListState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const answer = await askText({
        ...{ title, ...position, value: state.more, validate: checkReference },
        placeholder: l10n.t('ghcr.io/team/app:1.1-arm64'),
        prompt: l10n.t('The image or manifest list that {0} is taken from', state.platforms.join()),
      });
      return answer.kind === 'next' ? next({ ...state, more: answer.value }) : answer;
    },
  };
}

function targetStep(title: string): Step<ListState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const answer = await askText({
        // Registry and repository differ, and the rest seldom does: it is selected, so typing replaces it.
        ...{ title, ...position, value: state.tags || tagOf(state.seed), validate: checkTags },
        placeholder: l10n.t('registry.example/mirror/app:1.0'),
        prompt: l10n.t(
          'The tag that the copy gets; more tags of the same repository behind it, separated by blanks',
        ),
      });
      return answer.kind === 'next' ? next({ ...state, tags: answer.value }) : answer;
    },
  };
}
