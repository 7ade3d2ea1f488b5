import { l10n } from 'vscode';
import { doByWorker } from '../../adapters/workerJob.ts';
import { readAuditMessage, type AuditProgress, type AuditRequest } from '../../protocol/audit.ts';
import type { AuditState } from './auditState.ts';

/**
 * Lets a worker audit an image.
 *
 * @param program path of the worker's program
 * @param signal ends it at once
 */
export function talkAboutAudit(
  program: string,
  request: AuditRequest,
  onProgress: (progress: AuditProgress) => void,
  signal: AbortSignal,
): Promise<AuditState> {
  return doByWorker<AuditState>(
    program,
    request,
    {
      hear: (sent) => {
        const message = readAuditMessage(sent);
        if (message.kind === 'progress') {
          onProgress(message);
          return undefined;
        }
        if (message.kind === 'failed') return message;
        return { kind: 'done', audit: message.value, asOf: Date.now() };
      },
      lose: (why) => {
        const text = l10n.t('The program that audits images gave no answer: {0}. Try again.', why);
        return { kind: 'failed', reason: { code: 'failed', message: text } };
      },
      cancelled: { kind: 'cancelled' },
    },
    signal,
  );
}
