import { l10n, window } from 'vscode';
import { choosePlatforms } from '../build/platformChoice.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { LanguageServer } from '../languageServer.ts';
import { readTargets, writeTargets } from '../targets.ts';

/**
 * Chooses the target platforms that hold for the active file, and writes them where they come from. False
 * where none were chosen.
 */
export async function chooseTargetPlatforms(
  builders: BuilderStore,
  server: LanguageServer,
): Promise<boolean> {
  const uri = window.activeTextEditor?.document.uri;
  const answer = await choosePlatforms(
    { title: l10n.t('Target Platforms'), step: 1, totalSteps: 1 },
    (await readTargets(uri, server)).platforms,
    builders,
  );
  if (answer.kind !== 'next') return false;
  await writeTargets(uri, answer.value, server);
  return true;
}
