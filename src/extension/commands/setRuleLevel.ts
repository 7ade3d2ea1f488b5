import { l10n, Uri } from 'vscode';
import type { RuleCode, RuleLevel } from '../../core/analysis/finding.ts';
import { notify } from '../notify.ts';
import { openSetting, writeRuleLevel } from '../settings.ts';

/** Sets a rule's level where the file's settings are, and says where that was. */
export async function setRuleLevel(uri: string, rule: RuleCode, level: RuleLevel): Promise<void> {
  const place = await writeRuleLevel(Uri.parse(uri), rule, level);
  await notify({
    severity: 'information',
    message:
      place === 'folder'
        ? l10n.t('The rule {0} is “{1}” in this workspace folder now.', rule, level)
        : l10n.t('The rule {0} is “{1}” in all your files now.', rule, level),
    remedies: [
      {
        label: l10n.t('Show Setting'),
        run: () => openSetting('rules', place),
      },
    ],
  });
}
