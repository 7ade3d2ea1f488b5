import { l10n, ProgressLocation, window } from 'vscode';
import { parseReference, withDefaultTag } from '../../core/image/reference.ts';
import type { TagDeletion } from '../../core/manifestList/tagDeletion.ts';
import { notify } from '../notify.ts';
import { withoutLinks } from '../plainMessage.ts';
import { plainDetail } from '../plainRow.ts';
import { askText } from '../steps/quickInputs.ts';
import { tagPlace, type ListPlace } from './listPlace.ts';
import { askWorker, type ListAnswer } from './listTalk.ts';
import type { ListPorts } from './listPorts.ts';
import { checkTag } from './referenceInput.ts';
import { undoPush } from './undoPush.ts';
import { inspectRemedy, tellUnknown } from './unknownTag.ts';

/** Deletes a tag from its registry, after it was said what goes with it. */
export async function deleteTag(ports: ListPorts, place?: ListPlace): Promise<void> {
  const text = tagPlace(place)?.reference ?? (await askTag());
  const parsed = text === undefined ? undefined : parseReference(text);
  if (parsed?.ok !== true) return;
  const { canonical: reference, digest, tag = 'latest' } = withDefaultTag(parsed.value);
  if (digest !== undefined) return;
  const looked = await lookWithProgress(ports, reference);
  if (looked === undefined) return;
  if (!looked.ok) {
    void notify({ severity: 'error', message: looked.reason.message });
    return;
  }
  const seen = looked.value;
  const how = await confirmDeletion(reference, tag, seen);
  if (how === undefined) return;
  const deleted = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Deleting {0}', reference) },
    () => {
      const { digest: shown, others } = seen;
      return askWorker(ports, { kind: 'delete', reference, digest: shown, others, how });
    },
  );
  if (deleted !== undefined) await report(ports, reference, seen, deleted);
}

async function askTag(): Promise<string | undefined> {
  const answer = await askText({
    ...{ title: l10n.t('Delete Tag'), step: 1, totalSteps: 1, value: '', validate: checkTag },
    placeholder: l10n.t('ghcr.io/team/app:1.0'),
    prompt: l10n.t('The tag that is deleted from its registry. What goes with it is shown first.'),
  });
  return answer.kind === 'next' ? answer.value : undefined;
}

function lookWithProgress(
  ports: ListPorts,
  reference: string,
): Thenable<ListAnswer<'lookAtDeletion'> | undefined> {
  const title = l10n.t('Looking what goes with {0}', reference);
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => {
        stop.abort();
      });
      const onProgress = (done: number, of: number): void => {
        progress.report({ message: l10n.t('{0} of {1} other tags', done, of) });
      };
      return askWorker(ports, { kind: 'lookAtDeletion', reference }, stop.signal, { onProgress });
    },
  );
}

function noOtherText(count: number): string {
  if (count === 0) return l10n.t('The repository has no other tag.');
  if (count === 1) return l10n.t('The one other tag names something else.');
  return l10n.t('None of the {0} other tags names it.', count);
}

/** How many tags a question names. */
const mostNamed = 30;

/** What would go with a tag, as sentences. */
export function deletionText(
  tag: string,
  { digest, others, holders, asked, tags, isComplete }: TagDeletion,
): string {
  return [
    l10n.t('{0} names {1}.', tag, digest),
    others.length === 0
      ? isComplete
        ? noOtherText(tags)
        : ''
      : l10n.t(
          'Registries delete an image with all of its tags. These name it too, and would go: {0}.',
          namesOf(others),
        ),
    holders.length === 0
      ? ''
      : l10n.t(
          'The manifest lists of these tags have it as an entry. They would stay and be broken, for registries do not look: {0}.',
          namesOf(holders),
        ),
    isComplete
      ? ''
      : l10n.t(
          'Only {0} of at least {1} other tags were asked: more of them may go.',
          ...[asked, tags],
        ),
    l10n.t(
      'To delete this one tag alone, it is made to name an empty manifest list first, and that is deleted.',
    ),
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}

function namesOf(tags: readonly string[]): string {
  const named = tags.slice(0, mostNamed).join(', ');
  const more = tags.length - mostNamed;
  return more > 0 ? l10n.t('{0} and {1} more', named, more) : named;
}

async function confirmDeletion(
  reference: string,
  tag: string,
  seen: TagDeletion,
): Promise<'all' | 'one' | undefined> {
  const count = seen.others.length + 1;
  const only = l10n.t('Delete Only {0}', tag);
  const all =
    seen.holders.length > 0
      ? seen.holders.length === 1
        ? l10n.t('Delete the Image, and Break 1 List')
        : l10n.t('Delete the Image, and Break {0} Lists', seen.holders.length)
      : seen.isComplete
        ? count === 1
          ? l10n.t('Delete Tag and Image')
          : l10n.t('Delete All {0} Tags', count)
        : l10n.t('Delete at Least {0} Tags', count);
  const chosen = await window.showWarningMessage(
    withoutLinks(l10n.t('Delete {0} from its registry?', reference)),
    { modal: true, detail: withoutLinks(plainDetail(deletionText(tag, seen))) },
    ...[only, all],
  );
  if (chosen === undefined) return undefined;
  return chosen === only ? 'one' : 'all';
}

async function report(
  ports: ListPorts,
  reference: string,
  { digest }: TagDeletion,
  deleted: ListAnswer<'delete'>,
): Promise<void> {
  if (!deleted.ok && deleted.isLost) {
    await tellUnknown([reference], deleted.reason.message);
    return;
  }
  if (!deleted.ok) {
    const message = l10n.t('{0} was left as it was. {1}', reference, deleted.reason.message);
    await notify({ severity: 'error', message, remedies: [inspectRemedy(reference)] });
    return;
  }
  const { value } = deleted;
  if (value.state === 'unknown') {
    await tellUnknown([reference], value.reason.message);
    return;
  }
  if (value.state === 'changed') {
    await notify({
      severity: 'warning',
      message: l10n.t(
        '{0} was left as it is: somebody has changed it meanwhile, to {1}.',
        ...[reference, value.found ?? l10n.t('nothing')],
      ),
    });
    return;
  }
  const repository = reference.slice(0, reference.lastIndexOf(':'));
  const { gone } = value;
  if (gone.length === 0) {
    const message = l10n.t(
      'The registry says that it has deleted {0}, but still answers for it. Look again in a moment.',
      reference,
    );
    await notify({ severity: 'warning', message });
    return;
  }
  await notify({
    severity: 'information',
    message: l10n.t('Deleted from {0}: {1}.', repository, gone.join(', ')),
    remedies: [
      {
        label: l10n.t('Undo'),
        run: async () => {
          const shown = { digest: '', previous: digest };
          for (const tag of gone) await undoPush(ports, `${repository}:${tag}`, shown);
        },
      },
    ],
  });
}
