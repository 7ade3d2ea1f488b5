import { l10n, ProgressLocation, window, type QuickPickItem } from 'vscode';
import type { UndoOutcome } from '../../core/manifestList/undoOutcome.ts';
import type { SentChange } from '../../protocol/lists.ts';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import { askWorker } from './listTalk.ts';
import type { ListPorts } from './listPorts.ts';
import { shortDigest } from './shortDigest.ts';
import { inspectRemedy, tellUnknown } from './unknownTag.ts';

/** A change as the user has seen it: no other one is taken back. */
type ShownChange = Pick<SentChange, 'digest' | 'previous'>;

/**
 * Gives a tag back what it named before the last change from this machine; without one, asks which. It cannot
 * be cancelled: a tag may name nothing of use between two requests.
 */
export async function undoPush(
  ports: ListPorts,
  reference?: string,
  shown?: ShownChange,
): Promise<void> {
  const change = reference === undefined ? await chooseChange(ports) : { reference, shown };
  if (change === undefined) return;
  const { reference: chosen } = change;
  const task = {
    kind: 'undo',
    reference: chosen,
    ...(change.shown && { shown: change.shown }),
  } as const;
  const answer = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Taking back what was done to {0}', chosen),
    },
    () => askWorker(ports, task),
  );
  if (answer === undefined) return;
  if (!answer.ok && answer.isLost) {
    void tellUnknown([chosen], answer.reason.message);
    return;
  }
  if (!answer.ok) {
    void notify({
      severity: 'error',
      message: l10n.t('{0} was left as it is. {1}', chosen, answer.reason.message),
    });
    return;
  }
  const outcome = answer.value;
  if (outcome.state === 'unknown') {
    void tellUnknown([outcome.reference], outcome.reason.message);
    return;
  }
  const isGone = outcome.state === 'undone' && outcome.previous === undefined;
  void notify({
    severity: outcome.state === 'undone' ? 'information' : 'warning',
    message: undoText(outcome),
    ...(!isGone && {
      remedies: [inspectRemedy(outcome.reference)],
    }),
  });
}

function undoText(outcome: Exclude<UndoOutcome, { readonly state: 'unknown' }>): string {
  const { reference } = outcome;
  const found = ('found' in outcome && outcome.found) || l10n.t('nothing');
  switch (outcome.state) {
    case 'undone':
      return outcome.previous === undefined
        ? l10n.t('{0} is gone again: it was new.', reference)
        : l10n.t('{0} names {1} again.', reference, shortDigest(outcome.previous));
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
        ...[reference, found],
      );
    case 'overtaken':
      return l10n.t(
        '{0} names {1} after the undo. Look who else publishes it.',
        ...[reference, found],
      );
  }
}

interface ChosenChange {
  readonly reference: string;
  readonly shown: ShownChange;
}

async function chooseChange(ports: ListPorts): Promise<ChosenChange | undefined> {
  const changes = await askWorker(ports, { kind: 'changes' });
  if (changes === undefined) return undefined;
  if (!changes.ok) {
    void notify({ severity: 'error', message: changes.reason.message });
    return undefined;
  }
  const found = changes.value;
  if (found.length === 0) {
    const message = l10n.t('No tag was changed from this machine, so there is nothing to undo.');
    void notify({ severity: 'information', message });
    return undefined;
  }
  const items = found.map((change) => ({ ...rowOf(change), change }));
  const answer = await chooseOne({
    title: l10n.t('Undo Last Push'),
    placeholder: l10n.t('The tag that is to name again what it named before'),
    ...{ step: 1, totalSteps: 1, items, initial: items.slice(0, 1) },
  });
  if (answer.kind !== 'next') return undefined;
  const { reference, digest, previous } = answer.value.change;
  return { reference, shown: { digest, ...(previous !== undefined && { previous }) } };
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
            digest === '' ? l10n.t('nothing') : shortDigest(digest),
            shortDigest(previous),
          ),
  };
}
