import type { Fact } from '../../../core/facts.ts';
import type { Referrer, ReferrersInspection } from '../../../core/image/inspection.ts';
import type { Block, Cell, Section } from '../../../protocol/inspectorPage.ts';
import type { InspectedImage } from './inspected.ts';
import { codeCell, digestText, sizeCell, textCell } from './cells.ts';
import type { Wording } from './wording.ts';

/** Id of the section, which is filled when it is opened. */
export const referrersId = 'referrers';

/** Id of the field in which one kind of them is chosen. */
export const referrerField = 'referrer-kind';

/** The kinds, in the order of the field. */
export const referrerKinds: readonly Referrer['kind'][] = [
  'signature',
  'sbom',
  'attestation',
  'other',
];

/** Signatures and whatever else refers to the image: asked for when the section is opened. */
export function referrerSection(
  { referrers, referrerKind, opened }: InspectedImage,
  wording: Wording,
): Section {
  const { l10n } = wording;
  const filled = opened.has(referrersId);
  const count = referrers?.known === true ? referrers.value.referrers.length : undefined;
  return {
    ...{ kind: 'section', id: referrersId, level: 2, open: filled, filled },
    title: l10n.t('Signatures and referrers'),
    note: count === undefined ? '' : count === 0 ? l10n.t('none') : String(count),
    blocks: filled ? referrerBlocks(referrers, referrerKind, wording) : [],
  };
}

function referrerBlocks(
  fact: Fact<ReferrersInspection> | undefined,
  shown: Referrer['kind'] | undefined,
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
          ...kindChoices(referrers, shown, wording),
          referrerTable(
            referrers.filter(({ kind }) => shown === undefined || kind === shown),
            wording,
          ),
        ]),
    ...(listedBy === 'tag'
      ? [note('quiet', l10n.t('The registry keeps no list of referrers: its tags were read.'))]
      : []),
    ...(complete ? [] : [note('warning', l10n.t('There are more than are shown.'))]),
    ...problems.map(({ message }) => note('warning', message)),
  ];
}

/** A field that shows some of them, where there are several kinds. */
function kindChoices(
  referrers: readonly Referrer[],
  shown: Referrer['kind'] | undefined,
  wording: Wording,
): readonly Block[] {
  const { l10n } = wording;
  const labels = kindLabels(wording);
  const there = referrerKinds.filter((kind) => referrers.some((one) => one.kind === kind));
  if (there.length < 2) return [];
  const count = (kind: Referrer['kind']) => referrers.filter((one) => one.kind === kind).length;
  const options = [
    { value: 'all', label: l10n.t('All ({0})', referrers.length) },
    ...there.map((kind) => ({ value: kind, label: `${labels[kind]} (${count(kind)})` })),
  ];
  const field = { id: referrerField, label: l10n.t('Show'), value: shown ?? 'all', options };
  return [{ kind: 'choices', fields: [field] }];
}

function kindLabels({ l10n }: Wording): Readonly<Record<Referrer['kind'], string>> {
  return {
    signature: l10n.t('Signature'),
    sbom: l10n.t('SBOM'),
    attestation: l10n.t('Attestation'),
    other: l10n.t('Other'),
  };
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

function kindCell({ kind, maker }: Referrer, wording: Wording): Cell {
  const { l10n } = wording;
  const labels = kindLabels(wording);
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
