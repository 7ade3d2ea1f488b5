import { l10n, window, type QuickPickItem } from 'vscode';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import { parseReference } from '../../../core/image/reference.ts';
import { run } from '../../register.ts';

/** Offers what can be done with the image that a page shows: what changes its tag, where it has one, and a copy. */
export async function changeList(subject: ImageSubject): Promise<void> {
  if (subject.kind !== 'registry') return;
  const { reference } = subject;
  const parsed = parseReference(reference);
  const isTag = parsed.ok && parsed.value.digest === undefined;
  const place = { reference };
  const ofTag: readonly (QuickPickItem & { run(): void })[] = [
    {
      label: l10n.t('Add Platform…'),
      run: () => {
        run('multiarch.addPlatform', place);
      },
    },
    {
      label: l10n.t('Replace Platform…'),
      run: () => {
        run('multiarch.replacePlatform', place);
      },
    },
    {
      label: l10n.t('Remove Platform…'),
      run: () => {
        run('multiarch.removePlatform', place);
      },
    },
    {
      label: l10n.t('Delete Tag…'),
      run: () => {
        run('multiarch.deleteTag', place);
      },
    },
  ];
  const ofAny = [
    {
      label: l10n.t('Create Manifest List…'),
      run: () => {
        run('multiarch.createManifestList', place);
      },
    },
    {
      label: l10n.t('Copy Image to…'),
      run: () => {
        run('multiarch.copyImage', place);
      },
    },
  ];
  const chosen = await window.showQuickPick([...ofAny, ...(isTag ? ofTag : [])], {
    title: l10n.t('Change or Copy'),
    placeHolder: l10n.t('Nothing is written before you have seen what changes'),
  });
  chosen?.run();
}
