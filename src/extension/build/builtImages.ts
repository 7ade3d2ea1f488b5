import { l10n } from 'vscode';
import { destinationOf } from '../../core/build/buildRequest.ts';
import type { ImageSubject } from '../../core/image/inspection.ts';
import type { ImageGroup } from '../images/inspector/chooseImage.ts';
import { nameOf } from '../images/inspector/inspected.ts';
import type { BuildRuns } from './buildRuns.ts';
import { subjectOfOutput } from './subjectOfOutput.ts';

/** What builds of this window have made, the newest first: what is asked for next is most often one of them. */
export function builtImages(runs: BuildRuns): ImageGroup {
  const built = new Map<string, { readonly subject: ImageSubject; readonly label: string }>();
  for (const build of [...runs.recent()].reverse()) {
    if (build.end.kind !== 'done') continue;
    for (const subject of subjectOfOutput(build)) {
      built.set(JSON.stringify(subject), {
        subject,
        label: 'path' in subject ? (destinationOf(build.request) ?? '') : nameOf(subject),
      });
    }
  }
  const images = [...built.values()].map(({ subject, label }) => {
    return { subject, label, description: placeText(subject) };
  });
  return { title: l10n.t('Built in this window'), images };
}

/** Where an image is, for people. */
export function placeText({ kind }: ImageSubject): string {
  switch (kind) {
    case 'registry':
      return l10n.t('in its registry');
    case 'engine':
      return l10n.t('in the Docker engine');
    case 'layout':
      return l10n.t('a folder');
    case 'archive':
      return l10n.t('a file');
  }
}
