import { l10n } from 'vscode';
import { builderFailure } from '../../../core/build/builderFailure.ts';
import type { AccessProblem } from '../../dockerAccess.ts';
import { problemText } from '../problemText.ts';

/** Why docker did not do what it was told, in its own words, and what to do now where that is known. */
export function actionProblemText(problem: AccessProblem): string {
  if (problem.code !== 'failed' && problem.code !== 'engine-not-running') {
    return problemText(problem);
  }
  const { message } = problem;
  const text = /[.!?]$/.test(message) ? message : `${message}.`;
  const remedy = remedyText(message);
  return remedy === undefined ? text : `${text} ${remedy}`;
}

function remedyText(message: string): string | undefined {
  switch (builderFailure(message)) {
    case 'no-kubeconfig':
      return l10n.t(
        'buildx uses the cluster that kubectl uses: set KUBECONFIG, or make ~/.kube/config, and start the editor again.',
      );
    case 'ssh':
      return l10n.t(
        'The program ssh must be able to sign in without a question: put the key into the ssh agent and try ssh in a terminal first.',
      );
    case 'host-unknown':
      return l10n.t('Check the name of the machine.');
    case 'no-answer':
      return l10n.t('Check that the machine runs, listens there, and that no firewall is between.');
    case 'no-image':
      return l10n.t(
        'The image of BuildKit could not be pulled. The driver option "image" takes it from another registry.',
      );
    case 'not-started':
      return l10n.t('The builder does not run: start it first.');
    case 'certificates':
      return l10n.t(
        'Check the driver options cacert, cert and key, and the name in the certificate (servername).',
      );
    case undefined:
      return undefined;
  }
}
