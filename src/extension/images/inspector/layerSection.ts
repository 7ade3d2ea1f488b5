import type {
  ImageInspection,
  LayerInspection,
  PlatformInspection,
} from '../../../core/image/inspection.ts';
import { sharedLayers, storedSize, type SharedLayer } from '../../../core/image/sharedLayers.ts';
import type { Block, Section } from '../../../protocol/inspectorPage.ts';
import { codeCell, digestText, sizeCell, textCell } from './cells.ts';
import { isSpared } from './spared.ts';
import { bytesText, type Wording } from './wording.ts';

/** The layers of each platform. Those of a platform are there when it was opened. */
export function layerSection(
  inspection: ImageInspection,
  opened: ReadonlySet<string>,
  wording: Wording,
): Section {
  const { l10n } = wording;
  const { platforms } = inspection;
  const shared = sharedLayers(inspection);
  const stored = storedSize(inspection);
  return {
    ...{ kind: 'section', id: 'layers', level: 2, open: false, filled: true },
    title: l10n.t('Layers'),
    note:
      platforms.length < 2 || stored === 0
        ? ''
        : l10n.t(
            '{0} shared between platforms, {1} in all',
            shared.length,
            bytesText(stored, wording),
          ),
    blocks: [
      ...(shared.length === 0 ? [] : [sharedTable(shared, wording)]),
      ...platforms.map((platform, at) => platformLayers(platform, at, opened, wording)),
    ],
  };
}

function platformLayers(
  { platform, details }: PlatformInspection,
  at: number,
  opened: ReadonlySet<string>,
  wording: Wording,
): Block {
  const { l10n } = wording;
  const id = `layers-${at}`;
  if (isSpared(details)) {
    const level = { kind: 'section', id, level: 3, open: false, filled: false } as const;
    return { ...level, title: platform, note: l10n.t('not read yet'), blocks: [] };
  }
  if (!details.known) {
    const { code, message } = details.reason;
    const text = code === 'pending' ? l10n.t('Reading…') : message;
    return {
      kind: 'note',
      tone: code === 'pending' ? 'quiet' : 'warning',
      text: `${platform}: ${text}`,
    };
  }
  const { layers, downloadSize } = details.value;
  const filled = opened.has(id);
  return {
    ...{ kind: 'section', id, level: 3, title: platform, open: filled, filled },
    note: l10n.t('{0} layers, {1}', layers.length, bytesText(downloadSize, wording)),
    blocks: filled ? [layerTable(layers, platform, `${id}-table`, wording)] : [],
  };
}

function layerTable(
  layers: readonly LayerInspection[],
  platform: string,
  id: string,
  wording: Wording,
): Block {
  const { l10n } = wording;
  return {
    ...{ kind: 'table', id },
    caption: l10n.t('Layers of {0}, the lowest first', platform),
    columns: [
      { label: l10n.t('Layer') },
      { label: l10n.t('Made by') },
      { label: l10n.t('Download'), align: 'number' },
      { label: l10n.t('Shared with') },
    ],
    rows: layers.map(({ digest, size, createdBy, sharedWith }) => ({
      cells: [
        { texts: [digestText(digest)] },
        createdBy === '' ? textCell(l10n.t('not told'), 'quiet') : codeCell(createdBy),
        sizeCell(size, wording),
        textCell(sharedWith.join(', ')),
      ],
    })),
  };
}

/** Layers that several platforms have, so that a registry keeps them once. */
function sharedTable(shared: readonly SharedLayer[], wording: Wording): Block {
  const { l10n } = wording;
  return {
    ...{ kind: 'table', id: 'shared-layers' },
    caption: l10n.t('Layers that several platforms have'),
    columns: [
      { label: l10n.t('Layer') },
      { label: l10n.t('Download'), align: 'number' },
      { label: l10n.t('Platforms') },
    ],
    rows: shared.map(({ digest, size, platforms }) => ({
      cells: [
        { texts: [digestText(digest)] },
        sizeCell(size, wording),
        textCell(platforms.join(', ')),
      ],
    })),
  };
}
