import type { ImageInspection, Oddity } from '../../../core/image/inspection.ts';
import type {
  Block,
  Button,
  InspectorPage,
  LabelledCell,
  PageWay,
} from '../../../protocol/inspectorPage.ts';
import { auditSection } from './auditSection.ts';
import { attestationSection } from './attestationSection.ts';
import { costBlocks, costFacts } from './costBlocks.ts';
import { codeCell, digestCell, textCell } from './cells.ts';
import { configSection } from './configSection.ts';
import { hostSection } from './hostSection.ts';
import { hasDocuments, nameOf, type InspectedImage } from './inspected.ts';
import { layerSection } from './layerSection.ts';
import { platformTable } from './platformTable.ts';
import { problemBlocks } from './problemBlocks.ts';
import { referrerSection } from './referrerSection.ts';
import { exactBytes, type Wording } from './wording.ts';

/** The page about an image, as far as the image is known. */
export function imagePage(image: InspectedImage, wording: Wording): InspectorPage {
  const { subject, inspection, busy, remarks, place } = image;
  const { l10n } = wording;
  const name = nameOf(subject);
  if (inspection?.known !== true) {
    return {
      title: name,
      subtitle: '',
      busy,
      status: busy ? l10n.t('Reading {0}…', name) : l10n.t('{0} could not be read.', name),
      blocks: busy || inspection === undefined ? [] : problemBlocks(inspection.reason, wording),
    };
  }
  const { value } = inspection;
  const configs = configSection(value, image, wording);
  return {
    title: value.familiar,
    subtitle: subtitle(value, wording),
    busy,
    status: busy ? l10n.t('Reading the platforms of {0}…', name) : l10n.t('{0} was read.', name),
    blocks: [
      ...remarks.map((text): Block => ({ kind: 'note', tone: 'plain', text })),
      ...notes(value, wording),
      { kind: 'facts', facts: facts(value, wording) },
      { kind: 'buttons', buttons: pageButtons(value, place, wording) },
      ...costBlocks(value, wording),
      platformTable(value, wording),
      ...leftOut(value, wording),
      ...(value.kind === 'legacy' ? [] : [auditSection(image.audit, wording)]),
      hostSection(value, image.thisHost, wording),
      ...(configs === undefined ? [] : [configs]),
      layerSection(value, image.opened, wording),
      attestationSection(value, image, wording),
      referrerSection(image, wording),
      ...annotations(value, wording),
    ],
  };
}

function subtitle({ kind, origin }: ImageInspection, { l10n }: Wording): string {
  const kinds = {
    index: l10n.t('Manifest list'),
    image: l10n.t('Single image'),
    legacy: l10n.t('Image of the old format “schema 1”'),
  };
  return `${kinds[kind]} · ${originText(origin, { l10n })}`;
}

function originText(origin: ImageInspection['origin'], { l10n }: Pick<Wording, 'l10n'>): string {
  switch (origin.kind) {
    case 'registry': {
      const { registry, mirror } = origin.source;
      return mirror === undefined
        ? l10n.t('from {0}', registry)
        : l10n.t('from the mirror {0} of {1}', mirror, registry);
    }
    case 'engine':
      return l10n.t('in the Docker engine');
    case 'layout':
      return l10n.t('in the folder {0}', origin.path);
    case 'archive':
      return l10n.t('in the file {0}', origin.path);
  }
}

function facts(inspection: ImageInspection, wording: Wording): readonly LabelledCell[] {
  const { digest, familiar, mediaType, size, asOf } = inspection;
  const { l10n } = wording;
  return [
    { label: l10n.t('Digest'), cell: digestCell(digest, familiar, 'image', wording) },
    ...(mediaType === ''
      ? []
      : [
          {
            label: l10n.t('Media type'),
            cell: { texts: [...codeCell(mediaType).texts, ...sizeText(size, wording)] },
          },
        ]),
    {
      label: l10n.t('Seen'),
      cell: { texts: [{ text: new Date(asOf).toISOString(), time: new Date(asOf).toISOString() }] },
    },
    ...costFacts(inspection, wording),
  ];
}

function sizeText(size: number, wording: Wording) {
  return size === 0 ? [] : [{ text: exactBytes(size, wording), tone: 'quiet' as const }];
}

function pageButtons(
  inspection: ImageInspection,
  place: InspectedImage['place'],
  { l10n }: Wording,
): readonly Button[] {
  const { kind, digest, origin } = inspection;
  const run = (way: PageWay, label: string): Button => ({
    id: `run-${way}`,
    label,
    action: { do: 'run', way },
  });
  return [
    ...(kind !== 'legacy' && hasDocuments(inspection)
      ? [
          {
            id: 'root-json',
            label: kind === 'index' ? l10n.t('Show Index JSON') : l10n.t('Show Manifest JSON'),
            action: { do: 'show', digest } as const,
          },
        ]
      : []),
    ...(place === 'view' ? [run('open-editor', l10n.t('Open in Editor'))] : []),
    run('compare', l10n.t('Compare…')),
    ...(origin.kind === 'registry' && kind !== 'legacy'
      ? [run('change-list', l10n.t('Change or Copy…'))]
      : []),
    run('refresh', l10n.t('Refresh')),
  ];
}

function notes(inspection: ImageInspection, wording: Wording): readonly Block[] {
  const { remembered, oddities } = inspection;
  const { l10n } = wording;
  return [
    ...(remembered === undefined
      ? []
      : [warning(l10n.t('This is remembered from then. {0}', remembered.message))]),
    ...oddities.map((oddity) => warning(oddityText(oddity, wording))),
  ];
}

function oddityText(oddity: Oddity, { l10n }: Wording): string {
  switch (oddity.code) {
    case 'legacy':
      return l10n.t(
        'The image has the format “schema 1”, which containerd 2.0 and newer do not pull. Push it again with a current Docker.',
      );
    case 'nested-index':
      return l10n.t(
        'The entry {0} is itself a manifest list. Its platforms are not looked at, by Docker neither.',
        oddity.digest,
      );
    case 'orphan-attestation':
      return l10n.t(
        'The attestation {0} is about an image that this manifest list does not have.',
        oddity.digest,
      );
    case 'duplicate-platform':
      return l10n.t(
        'Several entries are for {0}. Only the first of them is ever pulled.',
        oddity.platform,
      );
    case 'platform-mismatch':
      return l10n.t(
        'The entry for {0} has a config that says {1}. A host of {0} gets it, and may not be able to run it.',
        oddity.platform,
        oddity.declared,
      );
  }
}

function leftOut({ leftOut: count }: ImageInspection, { l10n }: Wording): readonly Block[] {
  if (count === 0) return [];
  return [
    warning(l10n.t('The manifest list has {0} more entries, which are not looked at.', count)),
  ];
}

function annotations({ annotations: all }: ImageInspection, { l10n }: Wording): readonly Block[] {
  const entries = Object.entries(all);
  if (entries.length === 0) return [];
  return [
    {
      ...{ kind: 'section', id: 'annotations', level: 2, open: false, filled: true },
      title: l10n.t('Annotations'),
      note: String(entries.length),
      blocks: [
        {
          kind: 'facts',
          facts: entries.map(([label, value]) => ({ label, cell: textCell(value) })),
        },
      ],
    },
  ];
}

function warning(text: string): Block {
  return { kind: 'note', tone: 'warning', text };
}
