import type { UnknownReason } from '../../../core/facts.ts';
import type { Block, Button, PageWay } from '../../../protocol/inspectorPage.ts';
import type { Wording } from './wording.ts';

/** Why an image is not known, and the ways on from there. */
export function problemBlocks(reason: UnknownReason, wording: Wording): readonly Block[] {
  const buttons = waysOn(reason, wording).map(([way, label]): Button => ({
    id: `run-${way}`,
    label,
    action: { do: 'run', way },
  }));
  return [
    { kind: 'note', tone: isOwnDoing(reason) ? 'plain' : 'error', text: reason.message },
    { kind: 'buttons', buttons },
  ];
}

/** Whether it is the user's own settings that say no. */
function isOwnDoing({ code }: UnknownReason): boolean {
  return code === 'untrusted' || code === 'lookups-off' || code === 'host-not-allowed';
}

function waysOn(
  { code }: UnknownReason,
  { l10n }: Wording,
): readonly (readonly [PageWay, string])[] {
  switch (code) {
    case 'untrusted':
      return [['manage-trust', l10n.t('Manage Workspace Trust')]];
    case 'lookups-off':
      return [['show-settings', l10n.t('Show Setting')]];
    case 'host-not-allowed':
      return [
        ['look-up', l10n.t('Ask It This Time')],
        ['allow-host', l10n.t('Always Allow')],
      ];
    default:
      return [
        ['refresh', l10n.t('Try Again')],
        ['show-log', l10n.t('Show Log')],
      ];
  }
}
