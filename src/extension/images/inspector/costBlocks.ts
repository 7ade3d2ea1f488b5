import type { CountedPulls, ImageInspection } from '../../../core/image/inspection.ts';
import type { Block, LabelledCell } from '../../../protocol/inspectorPage.ts';
import { textCell } from './cells.ts';
import { isSpared } from './spared.ts';
import type { Wording } from './wording.ts';

/** What was asked of the registry for this page, and what it says is left of the user's pulls. */
export function costFacts(
  { origin, asked, counted }: ImageInspection,
  wording: Wording,
): readonly LabelledCell[] {
  if (origin.kind !== 'registry') return [];
  const { l10n } = wording;
  const left = counted && leftText(counted, wording);
  return [
    ...(asked === undefined
      ? []
      : [
          {
            label: l10n.t('Asked for'),
            cell: textCell(
              asked.manifests + asked.configs === 0
                ? l10n.t('nothing of the platforms: what is shown was kept')
                : l10n.t('manifests: {0}, configs: {1}', asked.manifests, asked.configs),
            ),
          },
        ]),
    ...(left === undefined ? [] : [{ label: l10n.t('Pulls left'), cell: textCell(left) }]),
  ];
}

/** Why some platforms are not read, and the way to read them. */
export function costBlocks(
  { counted, platforms }: ImageInspection,
  { l10n }: Wording,
): readonly Block[] {
  const count = platforms.filter(({ details }) => isSpared(details)).length;
  if (counted === undefined || count === 0) return [];
  const { host } = counted;
  return [
    {
      ...{ kind: 'note', tone: 'plain' },
      text: l10n.t(
        '{0} counts every manifest that is read as a pull, so a platform is read when you want to see it.',
        host,
      ),
    },
    {
      kind: 'buttons',
      buttons: [
        {
          id: 'run-read-all',
          label:
            count === 1
              ? l10n.t('Read 1 Platform (1 Pull)')
              : l10n.t('Read {0} Platforms ({0} Pulls)', count),
          action: { do: 'run', way: 'read-all' },
        },
      ],
    },
  ];
}

function leftText({ left, host }: CountedPulls, { l10n }: Wording): string | undefined {
  if (left === undefined) return undefined;
  const { remaining, limit, window } = left;
  const hours = Math.max(1, Math.round(window / 3600));
  return l10n.t('{0} of {1} in {2} h, as {3} says', remaining, limit, hours, host);
}
