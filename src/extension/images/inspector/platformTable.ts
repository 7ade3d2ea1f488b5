import type { ImageInspection, PlatformInspection } from '../../../core/image/inspection.ts';
import type { Button, Cell, Table, TableRow } from '../../../protocol/inspectorPage.ts';
import {
  codeText,
  digestCell,
  emptyCell,
  sizeCell,
  textCell,
  timeCell,
  unknownCell,
} from './cells.ts';
import { hasDocuments } from './inspected.ts';
import { isSpared } from './spared.ts';
import type { Wording } from './wording.ts';

/** The platforms of an image, one in each row. */
export function platformTable(inspection: ImageInspection, wording: Wording): Table {
  const { platforms } = inspection;
  const { l10n } = wording;
  return {
    kind: 'table',
    id: 'platforms',
    caption:
      platforms.length === 1 ? l10n.t('1 platform') : l10n.t('{0} platforms', platforms.length),
    columns: [
      { label: l10n.t('Platform') },
      { label: l10n.t('Digest') },
      { label: l10n.t('Download'), align: 'number' },
      { label: l10n.t('Created') },
      { label: l10n.t('Layers') },
      { label: l10n.t('Base') },
      { label: l10n.t('Starts') },
      ...(hasDocuments(inspection) ? [{ label: l10n.t('JSON') }] : []),
    ],
    rows: platforms.map((platform, at) => platformRow(platform, at, inspection, wording)),
  };
}

function platformRow(
  entry: PlatformInspection,
  at: number,
  inspection: ImageInspection,
  wording: Wording,
): TableRow {
  const { platform, digest } = entry;
  // Two entries may be for one platform.
  const id = `platform-${at}`;
  return {
    cells: [
      nameCell(entry, wording),
      digestCell(digest, platform, id, wording),
      ...detailCells(entry, id, wording),
      ...(hasDocuments(inspection) ? [jsonCell(entry, id, inspection, wording)] : []),
    ],
  };
}

function jsonCell(
  entry: PlatformInspection,
  id: string,
  { kind }: ImageInspection,
  wording: Wording,
): Cell {
  const { platform, details } = entry;
  return {
    texts: [],
    buttons: [
      // The manifest of a single image is what the page's own button shows.
      ...(kind === 'index' ? [manifestButton(entry, id, wording)] : []),
      ...(details.known ? [configButton(details.value.configDigest, platform, id, wording)] : []),
    ],
  };
}

function nameCell({ platform, inEngine }: PlatformInspection, { l10n }: Wording): Cell {
  const name = { text: platform };
  if (!inEngine.known || !inEngine.value) return { texts: [name] };
  return { texts: [name, { text: l10n.t('in the engine'), tone: 'quiet' }] };
}

/** Size, time, layers, base and start. What is not known is said once, and the rest is left empty. */
function detailCells(
  { details, platform }: PlatformInspection,
  id: string,
  wording: Wording,
): readonly Cell[] {
  if (isSpared(details)) {
    return [sparedCell(platform, id, wording), emptyCell, emptyCell, emptyCell, emptyCell];
  }
  if (!details.known) {
    return [unknownCell(details.reason, wording), emptyCell, emptyCell, emptyCell, emptyCell];
  }
  const { downloadSize, created, layers, config } = details.value;
  const shared = layers.filter(({ sharedWith }) => sharedWith.length > 0).length;
  const { l10n } = wording;
  const start = [...config.entrypoint, ...config.command];
  return [
    sizeCell(downloadSize, wording),
    timeCell(created),
    textCell(
      shared === 0 ? String(layers.length) : l10n.t('{0}, {1} shared', layers.length, shared),
    ),
    baseCell(details.value, id, wording),
    start.length === 0
      ? textCell(l10n.t('nothing'), 'quiet')
      : {
          texts: [{ ...codeText(start.join(' ')), title: startTitle(config, wording) }],
        },
  ];
}

/** A platform that is read when the user wants it. */
function sparedCell(platform: string, id: string, { l10n }: Wording): Cell {
  const section = id.replace('platform', 'details');
  return textCell(l10n.t('not read yet'), 'quiet', [
    {
      id: `read-${id}`,
      label: l10n.t('Read'),
      title: l10n.t('Read the details of {0}', platform),
      action: { do: 'open', section },
    },
  ]);
}

/** Which words are the entrypoint and which the command, as their instructions write them. */
function startTitle(
  {
    entrypoint,
    command,
  }: { readonly entrypoint: readonly string[]; readonly command: readonly string[] },
  { l10n }: Wording,
): string {
  return [
    ...(entrypoint.length === 0 ? [] : [l10n.t('Entrypoint: {0}', JSON.stringify(entrypoint))]),
    ...(command.length === 0 ? [] : [l10n.t('Command: {0}', JSON.stringify(command))]),
  ].join('\n');
}

function baseCell(
  { base }: { readonly base?: { readonly name: string; readonly digest?: string } },
  id: string,
  { l10n }: Wording,
): Cell {
  if (base === undefined) return textCell(l10n.t('not told'), 'quiet');
  const { name, digest } = base;
  const reference = digest === undefined ? name : `${name}@${digest}`;
  if (name === '') return { texts: [codeText(digest ?? '')] };
  return {
    texts: [{ ...codeText(name), title: reference }],
    buttons: [
      {
        id: `base-${id}`,
        label: l10n.t('Inspect'),
        title: l10n.t('Inspect {0}', reference),
        action: { do: 'inspect', reference },
      },
    ],
  };
}

function manifestButton(
  { platform, digest }: PlatformInspection,
  id: string,
  { l10n }: Wording,
): Button {
  return {
    id: `manifest-${id}`,
    label: l10n.t('Manifest'),
    title: l10n.t('Manifest JSON of {0}', platform),
    action: { do: 'show', digest },
  };
}

function configButton(digest: string, platform: string, id: string, { l10n }: Wording): Button {
  return {
    id: `config-${id}`,
    label: l10n.t('Config'),
    title: l10n.t('Config JSON of {0}', platform),
    action: { do: 'show', digest },
  };
}
