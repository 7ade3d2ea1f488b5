import type { ComparedField, ConfigDifference } from '../../../core/image/compareConfigs.ts';
import type { Cell, Table } from '../../../protocol/inspectorPage.ts';
import { codeCell, sizeCell, textCell, timeCell } from './cells.ts';
import type { Wording } from './wording.ts';

/** Two configs side by side: only what differs. */
export function configTable(
  differences: readonly ConfigDifference[],
  sides: { readonly left: string; readonly right: string; readonly id: string },
  wording: Wording,
): Table {
  const { l10n } = wording;
  const { left, right, id } = sides;
  return {
    ...{ kind: 'table', id },
    caption: l10n.t('What {0} and {1} do not have in common', left, right),
    columns: [{ label: l10n.t('Setting') }, { label: left }, { label: right }],
    rows: differences.map((difference) => ({
      cells: [
        settingCell(difference, wording),
        valueCell(difference.field, difference.left, wording),
        valueCell(difference.field, difference.right, wording),
      ],
    })),
  };
}

/** What a platform's config is called in a Dockerfile or by `docker inspect`. */
function settingCell({ field, name }: ConfigDifference, wording: Wording): Cell {
  const label = { text: fieldLabel(field, wording) };
  return { texts: name === '' ? [label] : [label, { text: name, font: 'code' }] };
}

function valueCell(field: ComparedField, value: ConfigDifference['left'], wording: Wording): Cell {
  if (value === undefined) return textCell(wording.l10n.t('not set'), 'quiet');
  if (typeof value === 'number') {
    return field === 'downloadSize' ? sizeCell(value, wording) : textCell(String(value));
  }
  if (typeof value === 'string') return field === 'created' ? timeCell(value) : codeCell(value);
  return codeCell(JSON.stringify(value));
}

function fieldLabel(field: ComparedField, { l10n }: Wording): string {
  switch (field) {
    case 'created':
      return l10n.t('Created');
    case 'author':
      return l10n.t('Author');
    case 'base':
      return l10n.t('Base');
    case 'entrypoint':
      return l10n.t('Entrypoint');
    case 'command':
      return l10n.t('Command');
    case 'user':
      return l10n.t('User');
    case 'workingDirectory':
      return l10n.t('Working directory');
    case 'environment':
      return l10n.t('Environment');
    case 'labels':
      return l10n.t('Label');
    case 'annotations':
      return l10n.t('Annotation');
    case 'exposedPorts':
      return l10n.t('Exposed ports');
    case 'volumes':
      return l10n.t('Volumes');
    case 'stopSignal':
      return l10n.t('Stop signal');
    case 'healthcheck':
      return l10n.t('Health check');
    case 'shell':
      return l10n.t('Shell');
    case 'onBuild':
      return l10n.t('On build');
    case 'layers':
      return l10n.t('Number of layers');
    case 'downloadSize':
      return l10n.t('Download');
  }
}
