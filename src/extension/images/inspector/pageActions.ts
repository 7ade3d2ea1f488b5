import { commands, env, l10n, window } from 'vscode';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import { parseReference } from '../../../core/image/reference.ts';
import type { PageAction } from '../../../protocol/inspectorPage.ts';
import { mayAudit } from '../../audit/mayAudit.ts';
import type { AuditAccess } from '../../audit/contributeAudits.ts';
import { run } from '../../register.ts';
import { allowHost, openSetting } from '../../settings.ts';
import { changeList } from './changeList.ts';
import type { ImageDocuments } from './imageDocuments.ts';
import type { ReadingPurpose } from './imageSession.ts';

/** What a page can do to its surroundings. */
export interface ActionPorts {
  readonly documents: ImageDocuments;
  /** The image that the page is about. */
  readonly subject: ImageSubject;
  readonly read: (why: ReadingPurpose) => Promise<void>;
  readonly audits: AuditAccess;
}

const asked = { purpose: 'asked' } as const;

/** Does what a button of a page is for, unless it is a matter of the page alone. */
export async function performAction(action: PageAction, ports: ActionPorts): Promise<void> {
  const { documents, subject, read, audits } = ports;
  switch (action.do) {
    case 'copy':
      await env.clipboard.writeText(action.text);
      window.setStatusBarMessage(l10n.t('$(check) Digest copied'), 3000);
      return;
    case 'show':
      await documents.show(subject, action.digest);
      return;
    case 'inspect':
      if (parseReference(action.reference).ok) {
        run('multiarch.inspectImage', { kind: 'registry', reference: action.reference });
      }
      return;
    case 'run':
      switch (action.way) {
        // Matters of the session, of the readiness report, and of the page that explains a build.
        case 'read-all':
        case 'choose-targets':
        case 'copy-report':
        case 'save-report':
          return;
        case 'refresh':
        case 'look-up':
          await read(asked);
          return;
        case 'allow-host':
          await allowHostOf(subject);
          await read(asked);
          return;
        case 'open-editor':
          run('multiarch.inspectImage', subject);
          return;
        case 'compare':
          run('multiarch.compareImages', subject);
          return;
        case 'change-list':
          await changeList(subject);
          return;
        case 'audit':
          if (await mayAudit()) await (await audits.load()).run(subject);
          return;
        case 'cancel-audit':
          (await audits.load()).cancel(subject);
          return;
        case 'inspect-image':
          run('multiarch.inspectImage');
          return;
        case 'manage-trust':
          await commands.executeCommand('workbench.trust.manage');
          return;
        case 'show-settings':
          await openSetting('registry.lookups', 'user');
          return;
        case 'show-log':
          run('multiarch.showLog');
          return;
      }
    // eslint-disable-next-line no-fallthrough -- every way has returned
    case 'open':
    case 'choose':
    case 'reveal':
      return;
  }
}

async function allowHostOf(subject: ImageSubject): Promise<void> {
  if (!('reference' in subject)) return;
  const parsed = parseReference(subject.reference);
  if (parsed.ok) await allowHost(parsed.value.domain);
}
