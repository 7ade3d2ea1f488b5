import { l10n } from 'vscode';
import { openWorker } from '../../adapters/workerProcess.ts';
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
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  return new Promise((resolve) => {
    const settle = (state: AuditState) => {
      signal.removeEventListener('abort', cancel);
      worker.end();
      resolve(state);
    };
    const cancel = () => {
      settle({ kind: 'cancelled' });
    };
    signal.addEventListener('abort', cancel, { once: true });
    const worker = openWorker({ file: program }, request, {
      hear: (sent) => {
        const message = readAuditMessage(sent);
        if (message.kind === 'progress') onProgress(message);
        else if (message.kind === 'failed') settle(message);
        else settle({ kind: 'done', audit: message.value, asOf: Date.now() });
      },
      lose: (why) => {
        const text = l10n.t('The program that audits images gave no answer: {0}. Try again.', why);
        settle({ kind: 'failed', reason: { code: 'failed', message: text } });
      },
    });
  });
}
