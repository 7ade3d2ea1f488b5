import type { Fact } from '../../../core/facts.ts';
import type { Referrer, ReferrersInspection } from '../../../core/image/inspection.ts';
import type { Block, Cell, Section } from '../../../protocol/inspectorPage.ts';
import { codeCell, digestText, sizeCell, textCell } from './cells.ts';
import type { Wording } from './wording.ts';

/** Id of the section, which is filled when it is opened. */
export const referrersId = 'referrers';

/** Signatures and whatever else refers to the image: asked for when the section is opened. */
export function referrerSection(
  referrers: Fact<ReferrersInspection> | undefined,
  opened: ReadonlySet<string>,
  wording: Wording,
): Section {
  const { l10n } = wording;
  const filled = opened.has(referrersId);
  const count = referrers?.known === true ? referrers.value.referrers.length : undefined;
  return {
    ...{ kind: 'section', id: referrersId, level: 2, open: filled, filled },
    title: l10n.t('Signatures and referrers'),
    note: count === undefined ? '' : count === 0 ? l10n.t('none') : String(count),
    blocks: filled ? referrerBlocks(referrers, wording) : [],
  };
}

function referrerBlocks(
  fact: Fact<ReferrersInspection> | undefined,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  if (fact === undefined || (!fact.known && fact.reason.code === 'pending')) {
    return [{ kind: 'note', tone: 'quiet', text: l10n.t('Reading…') }];
  }
  if (!fact.known) return [{ kind: 'note', tone: 'warning', text: fact.reason.message }];
  const { referrers, complete, listedBy, problems } = fact.value;
  return [
    ...(referrers.length === 0
      ? [note('quiet', l10n.t('Nothing refers to the image: no signature is known.'))]
      : [
          note('quiet', l10n.t('They are listed as they are. No signature is verified here.')),
          referrerTable(referrers, wording),
        ]),
    ...(listedBy === 'tag'
      ? [note('quiet', l10n.t('The registry keeps no list of referrers: its tags were read.'))]
      : []),
    ...(complete ? [] : [note('warning', l10n.t('There are more than are shown.'))]),
    ...problems.map(({ message }) => note('warning', message)),
  ];
}

function referrerTable(referrers: readonly Referrer[], wording: Wording): Block {
  const { l10n } = wording;
  return {
    ...{ kind: 'table', id: 'referrer-table' },
    caption: l10n.t('What refers to the image'),
    columns: [
      { label: l10n.t('What') },
      { label: l10n.t('Type') },
      { label: l10n.t('Digest') },
      { label: l10n.t('Manifest'), align: 'number' },
      { label: l10n.t('Tag') },
    ],
    rows: referrers.map((referrer) => ({
      cells: [
        kindCell(referrer, wording),
        codeCell(referrer.artifactType === '' ? referrer.mediaType : referrer.artifactType),
        { texts: [digestText(referrer.digest)] },
        sizeCell(referrer.size, wording),
        codeCell(referrer.tag ?? ''),
      ],
    })),
  };
}

function kindCell({ kind, maker }: Referrer, { l10n }: Wording): Cell {
  const labels = {
    signature: l10n.t('Signature'),
    sbom: l10n.t('SBOM'),
    attestation: l10n.t('Attestation'),
    other: l10n.t('Other'),
  };
  const makers = {
    cosign: 'Cosign',
    sigstore: 'Sigstore',
    notation: 'Notation',
    buildkit: 'BuildKit',
  };
  return textCell(
    maker === undefined ? labels[kind] : l10n.t('{0} of {1}', labels[kind], makers[maker]),
  );
}

function note(tone: 'quiet' | 'warning', text: string): Block {
  return { kind: 'note', tone, text };
}
