import type { ImageInspection } from '../../../core/image/inspection.ts';
import { commonHosts, pickedBy, type HostPick } from '../../../core/image/pickedBy.ts';
import type { Cell, Section } from '../../../protocol/inspectorPage.ts';
import { digestText, emptyCell, textCell } from './cells.ts';
import type { Wording } from './wording.ts';

/**
 * What `docker run` takes on some hosts, that of the builder first.
 *
 * @param thisHost its platform, where it is known
 */
export function hostSection(
  inspection: ImageInspection,
  thisHost: string | undefined,
  wording: Wording,
): Section {
  const { l10n } = wording;
  const others = commonHosts.filter((host) => host !== thisHost);
  const picks = pickedBy(inspection, [...(thisHost === undefined ? [] : [thisHost]), ...others]);
  return {
    ...{ kind: 'section', id: 'hosts', level: 2, open: true, filled: true },
    title: l10n.t('What docker run takes'),
    note: '',
    blocks: [
      {
        kind: 'table',
        id: 'picks',
        caption: l10n.t('On a host that has nothing of the image yet, without --platform'),
        columns: [
          { label: l10n.t('Host') },
          { label: l10n.t('Takes') },
          { label: l10n.t('Digest') },
        ],
        rows: picks.map((pick, at) => ({
          cells: [
            hostCell(pick.host, at === 0 && thisHost !== undefined, wording),
            pickCell(pick, wording),
            pick.digest === undefined ? emptyCell : { texts: [digestText(pick.digest)] },
          ],
          ...(at === 0 && thisHost !== undefined && { marked: true }),
        })),
      },
    ],
  };
}

function hostCell(host: string, isThis: boolean, { l10n }: Wording): Cell {
  return isThis
    ? { texts: [{ text: host }, { text: l10n.t('this Docker engine'), tone: 'quiet' }] }
    : textCell(host);
}

function pickCell(
  { host, outcome, platform = '', system = '', dependsOnVersion }: HostPick,
  wording: Wording,
): Cell {
  const { l10n } = wording;
  switch (outcome) {
    case 'exact':
      return textCell(
        dependsOnVersion === true
          ? l10n.t('{0}, or another one that fits its version of Windows', platform)
          : platform,
        'good',
      );
    case 'variant':
      return textCell(l10n.t('{0}, a lower variant', platform), 'good');
    case 'instruction-set':
      return textCell(
        l10n.t('{0}, another instruction set, which not every such host can run', platform),
        'warning',
      );
    case 'anyway':
      return textCell(
        l10n.t('{0} with a warning, and it starts only where an emulator is set up', platform),
        'warning',
      );
    case 'other-system':
      return textCell(l10n.t('nothing: the image is for {0}', system), 'error');
    case 'none':
      // As Docker 28.5 says it; with the containerd image store it says more of the same after it.
      return textCell(
        l10n.t('nothing: {0}', `no matching manifest for ${host} in the manifest list entries`),
        'error',
      );
    case 'unknown':
      return textCell(l10n.t('unknown: the config that would tell could not be read'), 'warning');
  }
}
