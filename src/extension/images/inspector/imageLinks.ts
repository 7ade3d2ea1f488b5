import { l10n, type Uri } from 'vscode';
import { parseReference } from '../../../core/image/reference.ts';
import { notify } from '../../notify.ts';
import { run } from '../../register.ts';

/**
 * Opens `vscode://multiarch.multiarch/inspect?image=alpine:3.20`. Anybody can write such a link, so nothing
 * is looked up before the user has said yes to the very name.
 */
export async function askAboutLink({ path, query }: Uri): Promise<void> {
  if (path !== '/inspect') {
    await notify({
      severity: 'warning',
      message: l10n.t('A link asks for something that is not known here. Nothing was done.'),
    });
    return;
  }
  const name = new URLSearchParams(query).get('image') ?? '';
  const parsed = parseReference(name);
  if (!parsed.ok) {
    await notify({
      severity: 'warning',
      message: l10n.t(
        'A link asks for an image that has no valid name. {0}',
        parsed.problem.message,
      ),
    });
    return;
  }
  const { canonical, domain, familiar } = parsed.value;
  await notify({
    severity: 'information',
    message: l10n.t(
      'A link asks to inspect the image {0}. The registry {1} would be asked.',
      familiar,
      domain,
    ),
    remedies: [
      {
        label: l10n.t('Inspect'),
        run: () => {
          run('multiarch.inspectImage', { kind: 'registry', reference: canonical });
        },
      },
    ],
  });
}
