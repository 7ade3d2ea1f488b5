import { l10n, window } from 'vscode';
import { choosePlatforms } from '../build/platformChoice.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import { targetPlatforms, writeTargetPlatforms } from '../settings.ts';

/** Chooses the target platforms that hold for the active file, and writes them to its settings. */
export async function chooseTargetPlatforms(builders: BuilderStore): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  const answer = await choosePlatforms(
    { title: l10n.t('Target Platforms'), step: 1, totalSteps: 1 },
    targetPlatforms(uri),
    builders,
  );
  if (answer.kind === 'next') await writeTargetPlatforms(uri, answer.value);
}
