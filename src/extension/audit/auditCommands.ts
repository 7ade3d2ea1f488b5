import { l10n, ProgressLocation, Uri, window } from 'vscode';
import type { ImageSubject } from '../../core/image/inspection.ts';
import { usualPlatforms } from '../../core/platform/usualPlatforms.ts';
import { editorWording } from '../images/inspector/editorWording.ts';
import { subjectOfFile } from '../images/inspector/chooseImage.ts';
import { nameOf } from '../images/inspector/inspected.ts';
import { readSubject } from '../images/inspector/readSubject.ts';
import { notify, type Remedy } from '../notify.ts';
import { run } from '../register.ts';
import type { AuditState } from './auditState.ts';
import type { AuditStore } from './auditStore.ts';
import { countedVerdicts, progressText, worstVerdict } from './auditWords.ts';
import { chooseAudited, type ChoosingPorts } from './chooseAudited.ts';
import { mayAudit } from './mayAudit.ts';

/** What the commands need. */
export interface AuditCommandPorts extends ChoosingPorts {
  readonly store: AuditStore;
  /** Shows the row of an image. */
  readonly reveal: (subject: ImageSubject) => Promise<void>;
}

/** Audits what a command was called with, or what the user names; says what came out. */
export async function auditChosen(ports: AuditCommandPorts, what: unknown): Promise<void> {
  if (!(await mayAudit())) return;
  const subject =
    what instanceof Uri
      ? await subjectOfFile(what)
      : (readSubject(what) ??
        (await chooseAudited(ports, l10n.t('Audit Image Architectures'), l10n.t('Audit'))));
  if (subject !== undefined) await auditLoudly(ports, subject);
}

/** Audits with progress, and shows the row and a summary at the end. */
export async function auditLoudly(ports: AuditCommandPorts, subject: ImageSubject): Promise<void> {
  if (!(await mayAudit())) return;
  const name = nameOf(subject);
  const state = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Auditing {0}', name),
      cancellable: true,
    },
    (progress, token) => {
      token.onCancellationRequested(() => {
        ports.store.cancel(subject);
      });
      let reported = 0;
      return ports.store.run(subject, (now) => {
        const percent = now.of === 0 ? 0 : (now.done / now.of) * 100;
        const message = progressText(now, editorWording);
        progress.report({ message, increment: percent - reported });
        reported = percent;
      });
    },
  );
  const lacksPlatform = state.kind === 'failed' && state.reason.code === 'undeclared';
  if (lacksPlatform && 'path' in subject && subject.platform === undefined) {
    const platform = await choosePlatform(name);
    if (platform !== undefined) await auditLoudly(ports, { ...subject, platform });
    return;
  }
  if (state.kind === 'done') await ports.reveal(subject);
  // It stays until somebody closes it.
  void report(subject, state);
}

/** Files that a build has written for one platform do not say for which one. */
function choosePlatform(name: string): Thenable<string | undefined> {
  return window.showQuickPick([...usualPlatforms], {
    title: l10n.t('Audit Image Architectures'),
    placeHolder: l10n.t('The platform that {0} was built for', name),
  });
}

async function report(subject: ImageSubject, state: AuditState): Promise<void> {
  const name = nameOf(subject);
  const details: Remedy = {
    label: l10n.t('Show Details'),
    run: () => {
      run('multiarch.inspectImage', subject);
    },
  };
  switch (state.kind) {
    case 'running':
    case 'cancelled':
      return;
    case 'failed':
      await notify({
        severity: 'error',
        message: l10n.t('{0} could not be audited: {1}', name, state.reason.message),
        remedies: [
          {
            label: l10n.t('Try Again'),
            run: () => {
              run('multiarch.auditImage', subject);
            },
          },
        ],
      });
      return;
    case 'done': {
      const worst = worstVerdict(state.audit);
      const counted = countedVerdicts(state.audit, editorWording);
      const isFine = worst === 'right' || worst === 'none';
      await notify({
        severity: worst === 'wrong' ? 'error' : isFine ? 'information' : 'warning',
        message: l10n.t('The architectures of {0}: {1}.', name, counted),
        remedies: state.audit.digest === '' ? [] : [details],
      });
    }
  }
}
