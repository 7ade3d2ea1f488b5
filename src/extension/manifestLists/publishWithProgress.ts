import { l10n, ProgressLocation, window } from 'vscode';
import { sizeText } from '../../core/size.ts';
import type { SentPlan } from '../../protocol/lists.ts';
import { plainLabel } from '../plainRow.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import type { ListAnswer, ListTalk } from './listTalk.ts';
import { shortDigest } from './shortDigest.ts';

/**
 * Pushes what was planned, with progress. Cancelling leaves the tags that are not yet put as they were; the
 * answer comes all the same, and says so.
 */
export async function publishWithProgress(
  { target, tags }: SentPlan,
  talk: ListTalk,
): Promise<ListAnswer<'publish'>> {
  const title = l10n.t('Pushing {0}', tags.map(({ tag }) => `${target}:${tag}`).join(', '));
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      let reported = 0;
      const answer = talk.answer('publish', {
        onProgress(done, of) {
          if (of === 0) return;
          progress.report({
            message: l10n.t('{0} of {1}', sizeText(done), sizeText(of)),
            increment: ((done - reported) / of) * 100,
          });
          reported = done;
        },
        onQuestion(tag, found) {
          void mayReplace(`${target}:${tag}`, found).then((may) => {
            talk.order({ kind: 'replace', may });
          });
        },
      });
      token.onCancellationRequested(() => {
        talk.order({ kind: 'stop' });
      });
      talk.order({ kind: 'publish' });
      return answer;
    },
  );
}

/** Somebody has changed the tag since the plan was made. Enter alone leaves it. */
async function mayReplace(name: string, found: string | undefined): Promise<boolean> {
  const leave = {
    label: `$(circle-slash) ${l10n.t('Leave It as It Is Now')}`,
    description: l10n.t('and plan anew'),
    may: false,
  };
  const replace = {
    label: `$(warning) ${l10n.t('Replace It All the Same')}`,
    description: l10n.t('whatever platforms it has now'),
    may: true,
  };
  const answer = await chooseOne({
    title: l10n.t('{0} Has Changed', plainLabel(name)),
    placeholder:
      found === undefined
        ? l10n.t('Somebody has deleted it since the plan was made.')
        : l10n.t('Somebody has changed it since the plan: it names {0} now.', shortDigest(found)),
    ...{ step: 1, totalSteps: 1, items: [leave, replace], initial: [leave] },
  });
  return answer.kind === 'next' && answer.value.may;
}
