import { l10n } from 'vscode';
import type { AccessProblem } from '../dockerAccess.ts';

/** What keeps docker from answering, in one sentence with its reason. The next step is a button. */
export function problemText(problem: AccessProblem): string {
  switch (problem.code) {
    case 'untrusted':
      return l10n.t('Docker is not started in a workspace that is not trusted.');
    case 'docker-not-found':
      return l10n.t('Docker was not found: there is no program {0} on the PATH.', problem.command);
    case 'buildx-missing':
      return l10n.t('Docker has no buildx plugin, which builds for several platforms.');
    case 'buildx-too-old':
      return l10n.t('buildx {0} is too old: 0.13 or newer is needed.', problem.version);
    case 'engine-not-running':
      return l10n.t('The Docker engine does not answer: {0}', problem.message);
    case 'engine-denied':
      return l10n.t('The Docker engine refuses this user: {0}', problem.message);
    case 'timeout':
      return l10n.t('Docker gave no answer within {0} seconds.', problem.seconds);
    case 'cancelled':
      return l10n.t('Asking Docker was cancelled.');
    case 'failed':
      return l10n.t('Docker could not list its builders: {0}', problem.message);
  }
}
