import type { Fact } from '../../../core/facts.ts';
import { compareImages, type ChangedPlatform } from '../../../core/image/compareImages.ts';
import type { ImageInspection, ImageSubject } from '../../../core/image/inspection.ts';
import type { Block, Cell, InspectorPage, Tone } from '../../../protocol/inspectorPage.ts';
import { digestText, emptyCell, textCell } from './cells.ts';
import { configTable } from './configTable.ts';
import { nameOf } from './inspected.ts';
import { problemBlocks } from './problemBlocks.ts';
import { isSpared } from './spared.ts';
import type { Wording } from './wording.ts';

/** Two images, of which the second one is the newer, or the one that should take the first one's place. */
export interface ComparedImages {
  readonly before: ImageSubject;
  readonly after: ImageSubject;
  /** Absent until something has answered. */
  readonly found?: {
    readonly before: Fact<ImageInspection>;
    readonly after: Fact<ImageInspection>;
  };
  readonly busy: boolean;
}

/** The page that says which platforms were added, lost and changed. */
export function comparisonPage(
  { before, after, found, busy }: ComparedImages,
  wording: Wording,
): InspectorPage {
  const { l10n } = wording;
  const names = { before: nameOf(before), after: nameOf(after) };
  const page = {
    title: l10n.t('{0} → {1}', names.before, names.after),
    subtitle: l10n.t('What became of the platforms'),
    busy,
    status: busy
      ? l10n.t('Reading {0} and {1}…', names.before, names.after)
      : l10n.t('{0} and {1} were compared.', names.before, names.after),
  };
  if (found === undefined) return { ...page, blocks: [] };
  const [left, right] = [found.before, found.after];
  if (!left.known || !right.known) {
    const failed = left.known ? names.after : names.before;
    const reason = left.known ? !right.known && right.reason : left.reason;
    return {
      ...page,
      status: busy ? page.status : l10n.t('{0} could not be read.', failed),
      blocks:
        busy || reason === false
          ? []
          : [{ kind: 'note', tone: 'plain', text: failed }, ...problemBlocks(reason, wording)],
    };
  }
  return { ...page, blocks: comparisonBlocks(left.value, right.value, names, wording) };
}

function comparisonBlocks(
  before: ImageInspection,
  after: ImageInspection,
  names: { readonly before: string; readonly after: string },
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  const { same, added, lost, changed, unchanged } = compareImages(before, after);
  // Of several entries for one platform the first counts, which is set last here.
  const digests = ({ platforms }: ImageInspection) =>
    new Map(platforms.toReversed().map(({ platform, digest }) => [platform, digest]));
  const [old, now] = [digests(before), digests(after)];
  const row = (platform: string, text: string, tone: Tone) => ({
    cells: [
      textCell(platform),
      textCell(text, tone),
      digestOrNothing(old.get(platform)),
      digestOrNothing(now.get(platform)),
    ],
  });
  return [
    {
      kind: 'note',
      tone: lost.length > 0 ? 'warning' : 'plain',
      text: same
        ? l10n.t('Both names name the same image.')
        : summary({ added, lost, changed: changed.length, unchanged: unchanged.length }, wording),
    },
    {
      ...{ kind: 'table', id: 'compared' },
      caption: l10n.t('Platforms of both'),
      columns: [
        { label: l10n.t('Platform') },
        { label: l10n.t('What became of it') },
        { label: names.before },
        { label: names.after },
      ],
      rows: [
        ...lost.map((platform) => row(platform, l10n.t('lost'), 'error')),
        ...added.map((platform) => row(platform, l10n.t('added'), 'good')),
        ...changed.map(({ platform }) => row(platform, l10n.t('changed'), 'plain')),
        ...unchanged.map((platform) => row(platform, l10n.t('the same'), 'quiet')),
      ],
    },
    ...changed.flatMap((one, at) => {
      const spared = isSparedIn(before, one.before) || isSparedIn(after, one.after);
      return changedSection(one, { at, names, spared }, wording);
    }),
  ];
}

function summary(
  counts: {
    readonly added: readonly string[];
    readonly lost: readonly string[];
    readonly changed: number;
    readonly unchanged: number;
  },
  { l10n }: Wording,
): string {
  const { added, lost, changed, unchanged } = counts;
  return [
    ...(lost.length === 0 ? [] : [l10n.t('Lost: {0}.', lost.join(', '))]),
    ...(added.length === 0 ? [] : [l10n.t('Added: {0}.', added.join(', '))]),
    l10n.t('Changed: {0}. The same: {1}.', changed, unchanged),
  ].join(' ');
}

/** Where a changed platform stands, and whether its configs are read when they are wanted. */
interface ChangedPlace {
  readonly at: number;
  readonly names: { readonly before: string; readonly after: string };
  readonly spared: boolean;
}

function changedSection(
  { platform, differences }: ChangedPlatform,
  { at, names, spared }: ChangedPlace,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  const sides = { left: names.before, right: names.after, id: `changed-${at}-table` };
  if (differences === undefined) {
    if (!spared) return [];
    return [
      {
        ...{ kind: 'section', id: `changed-${at}`, level: 2, open: false, filled: false },
        ...{ title: platform, note: l10n.t('not read yet: {0} pulls', 2), blocks: [] },
      },
    ];
  }
  return [
    {
      ...{ kind: 'section', id: `changed-${at}`, level: 2, open: at === 0, filled: true },
      title: platform,
      note: l10n.t('differences of the config: {0}', differences.length),
      blocks:
        differences.length === 0
          ? [
              {
                kind: 'note',
                tone: 'plain',
                text: l10n.t('The configs say the same; files in the layers differ.'),
              },
            ]
          : [configTable(differences, sides, wording)],
    },
  ];
}

/** Digests of what a section shows when it is opened, and that was not read so far. */
export function sparedBy(section: string, { found }: ComparedImages): readonly string[] {
  const at = Number(/^changed-(\d{1,4})$/.exec(section)?.[1]);
  if (found?.before.known !== true || !found.after.known) return [];
  const [before, after] = [found.before.value, found.after.value];
  const one = compareImages(before, after).changed[at];
  if (one === undefined) return [];
  return [
    ...(isSparedIn(before, one.before) ? [one.before] : []),
    ...(isSparedIn(after, one.after) ? [one.after] : []),
  ];
}

function isSparedIn({ platforms }: ImageInspection, digest: string): boolean {
  return platforms.some((entry) => entry.digest === digest && isSpared(entry.details));
}

function digestOrNothing(digest: string | undefined): Cell {
  return digest === undefined ? emptyCell : { texts: [digestText(digest)] };
}
