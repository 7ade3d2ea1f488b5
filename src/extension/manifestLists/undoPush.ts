import { l10n, type QuickPickItem } from 'vscode';
import type { SentChange, SentUndo } from '../../protocol/lists.ts';
import { withProgress } from '../builders/actions/performAction.ts';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';
import { run } from '../register.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import { askWorker } from './listTalk.ts';
import type { ListPorts } from './listPorts.ts';

/** Gives a tag back what it named before the last change from this machine; without one, asks which. */
export async function undoPush(ports: ListPorts, reference?: string): Promise<void> {
  const chosen = reference ?? (await chooseChange(ports));
  if (chosen === undefined) return;
  const answer = await withProgress(l10n.t('Taking back what was done to {0}', chosen), (signal) =>
    askWorker(ports, { kind: 'undo', reference: chosen }, signal),
  );
  if (answer === undefined) return;
  if (!answer.ok) {
    void notify({
      severity: 'error',
      message: l10n.t('{0} was left as it is. {1}', chosen, answer.reason.message),
    });
    return;
  }
  const outcome = answer.value;
  const isGone = outcome.state === 'undone' && outcome.previous === undefined;
  void notify({
    severity: outcome.state === 'undone' ? 'information' : 'warning',
    message: undoText(outcome),
    ...(!isGone && {
      remedies: [
        {
          label: l10n.t('Inspect'),
          run: () => {
            run('multiarch.inspectImage', { kind: 'registry', reference: outcome.reference });
          },
        },
      ],
    }),
  });
}

function undoText(outcome: SentUndo): string {
  const { reference } = outcome;
  switch (outcome.state) {
    case 'undone':
      return outcome.previous === undefined
        ? l10n.t('{0} is gone again: it was new.', reference)
        : l10n.t('{0} names {1} again.', reference, short(outcome.previous));
    case 'nothing':
      return l10n.t('{0} was not changed from here, so there is nothing to undo.', reference);
    case 'damaged':
      return l10n.t(
        'What {0} named before was kept, but is damaged. Nothing was undone.',
        reference,
      );
    case 'changed':
      return l10n.t(
        '{0} names {1} now, not what was put there from here. Somebody has changed it since: nothing was undone.',
        ...[reference, outcome.found ?? l10n.t('nothing')],
      );
    case 'overtaken':
      return l10n.t(
        '{0} names {1} after the undo. Look who else publishes it.',
        ...[reference, outcome.found ?? l10n.t('nothing')],
      );
  }
}

async function chooseChange(ports: ListPorts): Promise<string | undefined> {
  const changes = await askWorker(ports, { kind: 'changes' });
  if (changes === undefined) return undefined;
  const found = changes.ok ? changes.value : [];
  if (found.length === 0) {
    const message = l10n.t('No tag was changed from this machine, so there is nothing to undo.');
    void notify({ severity: 'information', message });
    return undefined;
  }
  const items = found.map((change) => ({ ...rowOf(change), reference: change.reference }));
  const answer = await chooseOne({
    title: l10n.t('Undo Last Push'),
    placeholder: l10n.t('The tag that is to name again what it named before'),
    ...{ step: 1, totalSteps: 1, items, initial: items.slice(0, 1) },
  });
  return answer.kind === 'next' ? answer.value.reference : undefined;
}

function rowOf({ reference, at, digest, previous }: SentChange): QuickPickItem {
  return {
    label: plainLabel(reference),
    description: new Date(at).toLocaleString(),
    detail:
      previous === undefined
        ? l10n.t('was new; an undo takes it away')
        : l10n.t(
            'back from {0} to {1}',
            digest === '' ? l10n.t('nothing') : short(digest),
            short(previous),
          ),
  };
}

function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
