import type { InspectorPage } from '../../../protocol/inspectorPage.ts';
import type { Wording } from './wording.ts';

/** The view before there is an image to follow. */
export function emptyPage({ l10n }: Wording): InspectorPage {
  const text = l10n.t('Put the cursor on a FROM line, or choose an image.');
  const label = l10n.t('Inspect Image…');
  return {
    ...{ title: l10n.t('No image'), subtitle: '', busy: false, status: '' },
    blocks: [
      { kind: 'note', tone: 'plain', text },
      {
        kind: 'buttons',
        buttons: [{ id: 'run-inspect', label, action: { do: 'run', way: 'inspect-image' } }],
      },
    ],
  };
}
