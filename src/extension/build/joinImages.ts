import { l10n } from 'vscode';
import { joinArguments, type IndexJoin } from '../../core/build/eachPlatform.ts';
import { comparePlatforms } from '../../core/build/producedPlatforms.ts';
import { runInTerminal } from '../emulation/commandTask.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify } from '../notify.ts';
import { run } from '../register.ts';
import { dockerProgram } from '../settings.ts';

/** Images that are joined to a manifest list. */
export interface JoinedImages {
  readonly join: IndexJoin;
  /** Of what was pushed without a tag, where the join asks for them. */
  readonly digests?: readonly string[];
  /** Platforms that the list is to have. */
  readonly asked: readonly string[];
}

/** Joins images that were pushed, and tells which platforms the list really has. */
export async function joinImages(server: LanguageServer, images: JoinedImages): Promise<void> {
  const { join, digests, asked } = images;
  const [reference = ''] = join.tags;
  const names = join.tags.join(', ');
  const name = l10n.t('join {0}', names);
  const code = await runInTerminal(name, dockerProgram(), joinArguments(join, digests));
  if (code !== 0) {
    await notify({
      severity: 'error',
      message: l10n.t(
        'The images were pushed, but not joined: there is no new {0}. The terminal says why.',
        names,
      ),
      remedies: [{ label: l10n.t('Join Again'), run: () => joinImages(server, images) }],
    });
    return;
  }
  const inspect = {
    label: l10n.t('Inspect'),
    run: () => {
      run('multiarch.inspectImage', { kind: 'registry', reference });
    },
  };
  const audit = {
    label: l10n.t('Audit'),
    run: () => {
      run('multiarch.auditImage', { kind: 'registry', reference });
    },
  };
  const image = await server.readImage(reference);
  if (image?.known !== true) {
    const reason = image?.reason.message ?? l10n.t('the language server does not run');
    await notify({
      severity: 'warning',
      message: l10n.t('{0} was joined. Its platforms could not be read back: {1}', names, reason),
      remedies: [inspect],
    });
    return;
  }
  const found = image.value.platforms.map(({ platform }) => platform);
  const { present, missing } = comparePlatforms(asked, found);
  await notify({
    severity: missing.length === 0 ? 'information' : 'warning',
    message:
      missing.length === 0
        ? l10n.t('{0} was made of {1} images: {2}.', names, asked.length, present.join(', '))
        : l10n.t('{0} was joined without {1}, which was asked for.', names, missing.join(', ')),
    remedies: [inspect, audit],
  });
}
