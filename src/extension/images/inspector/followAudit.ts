import type { Disposable } from 'vscode';
import { subjectKey } from '../../audit/auditState.ts';
import type { AuditAccess } from '../../audit/contributeAudits.ts';
import type { ImageSession } from './imageSession.ts';

/** Has a page show how the audit of its image stands. */
export function followAudit(
  audits: Pick<AuditAccess, 'onDidChange'>,
  shown: () => ImageSession | undefined,
): Disposable {
  return audits.onDidChange((subject) => {
    const session = shown();
    if (session && subjectKey(session.image.subject) === subjectKey(subject)) {
      session.lookAtAudit();
    }
  });
}
