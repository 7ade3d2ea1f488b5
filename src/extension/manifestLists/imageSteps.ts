import { Disposable, l10n, QuickPickItemKind, type QuickPick, type QuickPickItem } from 'vscode';
import type { TagFamily } from '../../core/manifestList/tagFamily.ts';
import type { LanguageServer } from '../languageServer.ts';
import { plainLabel } from '../plainRow.ts';
import { askText, chooseSeveral, type TextQuestion } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import { findFamilyImages, type FamilyChoice } from './familyImages.ts';
import type { ListState } from './listState.ts';
import { checkReferences } from './referenceInput.ts';

/** Asks for one reference: of a family, or the tag that is changed. */
export function seedStep(
  title: string,
  words: Pick<TextQuestion, 'placeholder' | 'prompt' | 'validate'>,
  isAsked: boolean,
): Step<ListState> {
  return {
    isAsked,
    ask: async (state, position) => {
      const answer = await askText({
        ...{ title, ...position, ...words, value: state.seed },
      });
      if (answer.kind !== 'next') return answer;
      if (answer.value === state.seed) return next(state);
      // What was ticked and written is of another image.
      return next({ ...state, seed: answer.value, chosen: [], hasMore: false, more: '', tags: '' });
    },
  };
}

type MemberRow = QuickPickItem & { readonly reference?: string; readonly isMore?: true };

/**
 * Lets the user tick images. The family of the named one is found by the names of tags and repositories.
 *
 * @param ticks whether the family is ticked at first
 */
export function membersStep(
  title: string,
  server: LanguageServer,
  ticks: boolean,
): Step<ListState> {
  return {
    isAsked: true,
    ask: async (state, position) => {
      const answer = await chooseSeveral<MemberRow>({
        ...{ title, ...position, items: [moreRow()], initial: [], mayBeEmpty: true },
        placeholder: l10n.t('Looking for images that belong to {0}…', state.seed),
        prepare: (pick) => fill(pick, state, findFamilyImages(server, state.seed), ticks),
      });
      if (answer.kind !== 'next') return answer;
      const chosen = answer.value.flatMap(({ reference }) => reference ?? []);
      return next({ ...state, chosen, hasMore: answer.value.some(({ isMore }) => isMore) });
    },
  };
}

function fill(
  pick: QuickPick<MemberRow>,
  state: ListState,
  found: Promise<FamilyChoice>,
  ticks: boolean,
): Disposable {
  let isOver = false;
  pick.busy = true;
  void found.then((choice) => {
    if (isOver) return;
    const rows = rowsOf(choice, state.seed, ticks);
    const before = new Set(state.chosen);
    const family = new Set(ticks ? choice.own?.images.map(({ reference }) => reference) : []);
    const wanted = before.size > 0 ? before : family;
    pick.items = rows;
    pick.selectedItems = rows.filter(
      ({ reference, isMore }) =>
        (reference !== undefined && wanted.has(reference)) || (isMore === true && state.hasMore),
    );
    pick.busy = false;
    pick.placeholder =
      choice.problem === undefined
        ? l10n.t('Tick the images of the list')
        : plainLabel(l10n.t('The tags are not known: {0}', choice.problem));
  });
  return new Disposable(() => {
    isOver = true;
  });
}

/** How many tags without a platform are offered; the rest can be written. */
const mostRest = 200;

function rowsOf(
  { own, others, rest }: FamilyChoice,
  seed: string,
  ticks: boolean,
): readonly MemberRow[] {
  const familyRows = ({ name, images }: TagFamily): readonly MemberRow[] => [
    { label: plainLabel(name), kind: QuickPickItemKind.Separator },
    ...images.map(({ reference, platform }) => {
      return { label: plainLabel(reference), description: platform, reference };
    }),
  ];
  const plain = rest.filter((reference) => ticks || reference !== seed).slice(0, mostRest);
  return [
    ...(own === undefined ? [] : familyRows(own)),
    ...others.flatMap(familyRows),
    ...(plain.length === 0
      ? []
      : [{ label: l10n.t('Other tags'), kind: QuickPickItemKind.Separator }]),
    ...plain.map((reference) => ({ label: plainLabel(reference), reference })),
    { label: '', kind: QuickPickItemKind.Separator },
    moreRow(),
  ];
}

function moreRow(): MemberRow {
  return {
    label: l10n.t('Other images…'),
    description: l10n.t('of any repository or registry; the next question asks for them'),
    alwaysShow: true,
    isMore: true,
  };
}

/** Asks for images that were not listed; always, where none was ticked. */
export function moreImagesStep(title: string): Step<ListState> {
  return {
    isAsked: ({ hasMore, chosen }) => hasMore || chosen.length === 0,
    ask: async (state, position) => {
      const answer = await askText({
        ...{ title, ...position, value: state.more, validate: checkReferences },
        placeholder: l10n.t('ghcr.io/team/app:1.0-arm64 ghcr.io/team/app@sha256:…'),
        prompt: l10n.t('Images or manifest lists, separated by blanks'),
      });
      return answer.kind === 'next' ? next({ ...state, more: answer.value }) : answer;
    },
  };
}
