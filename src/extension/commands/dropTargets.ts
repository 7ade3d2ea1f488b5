import { l10n, Uri } from 'vscode';
import type { LanguageServer } from '../languageServer.ts';
import { notify } from '../notify.ts';
import { readTargets, writeTargets } from '../targets.ts';

/** Takes platforms out of a file's targets, wherever they come from. One always stays. */
export async function dropTargets(
  uri: string,
  platforms: readonly string[],
  server: LanguageServer,
): Promise<void> {
  const file = Uri.parse(uri);
  const targets = await readTargets(file, server);
  const rest = targets.platforms.filter((platform) => !platforms.includes(platform));
  if (rest.length > 0) {
    await writeTargets(file, rest, server);
    return;
  }
  await notify({
    severity: 'warning',
    message: l10n.t(
      'The file has no other target platform than {0}, so nothing was taken out.',
      platforms.join(', '),
    ),
  });
}
