import { env, l10n } from 'vscode';
import type { TagOutcome } from '../../core/manifestList/tagOutcome.ts';
import type { SentPlan } from '../../protocol/lists.ts';
import { notify } from '../notify.ts';
import { run } from '../register.ts';
import type { ListPorts } from './listPorts.ts';
import { undoPush } from './undoPush.ts';
import { shortDigest } from './shortDigest.ts';
import { inspectRemedy, unknownText } from './unknownTag.ts';

/** Says what became of each tag; the buttons are what is done next. @param planAnew begins with a new plan */
export function reportOutcomes(
  ports: ListPorts,
  plan: SentPlan,
  outcomes: readonly TagOutcome[],
  planAnew: () => unknown,
): void {
  const { target, list } = plan;
  const put = outcomes.filter(({ state }) => state === 'published' || state === 'unchanged');
  const digest = list?.digest ?? '';
  if (put.length > 0) {
    const names = put.map(({ tag }) => `${target}:${tag}`);
    const changed = outcomes.flatMap((outcome) => (outcome.state === 'published' ? outcome : []));
    void notify({
      severity: 'information',
      message:
        names.length === 1
          ? l10n.t('{0} names {1} now.', names.join(), shortDigest(digest))
          : l10n.t('{0} name {1} now.', names.join(', '), shortDigest(digest)),
      remedies: [
        inspectRemedy(`${target}@${digest}`),
        {
          label: l10n.t('Audit'),
          run: () => {
            run('multiarch.auditImage', { kind: 'registry', reference: `${target}@${digest}` });
          },
        },
        { label: l10n.t('Copy Digest'), run: () => env.clipboard.writeText(digest) },
        ...(changed.length > 0
          ? [
              {
                label: l10n.t('Undo'),
                run: async () => {
                  for (const { tag, previous } of changed) {
                    const shown = { digest, ...(previous !== undefined && { previous }) };
                    await undoPush(ports, `${target}:${tag}`, shown);
                  }
                },
              },
            ]
          : []),
      ],
    });
  }
  for (const outcome of outcomes) {
    const message = otherText(`${target}:${outcome.tag}`, outcome);
    if (message === undefined) continue;
    const severity = outcome.state === 'failed' ? 'error' : 'warning';
    const isChanged = outcome.state === 'kept' && outcome.why === 'changed';
    const remedies = [
      ...(isChanged ? [{ label: l10n.t('Plan Anew'), run: planAnew }] : []),
      inspectRemedy(`${target}:${outcome.tag}`),
    ];
    void notify({ severity, message, ...(mayHaveChanged(outcome) && { remedies }) });
  }
}

function mayHaveChanged(outcome: TagOutcome): boolean {
  return outcome.state !== 'failed' || outcome.isUnknown;
}

function otherText(name: string, outcome: TagOutcome): string | undefined {
  switch (outcome.state) {
    case 'published':
    case 'unchanged':
      return undefined;
    case 'kept':
      return outcome.why === 'cancelled'
        ? l10n.t('{0} was left as it was, because you cancelled.', name)
        : l10n.t(
            '{0} was left as it is: somebody has changed it meanwhile, to {1}. Plan anew to see what a push would change now.',
            ...[name, foundText(outcome.found)],
          );
    case 'overtaken':
      return l10n.t(
        '{0} was pushed, but somebody has put {1} there right after. Ask who else publishes it.',
        ...[name, foundText(outcome.found)],
      );
    case 'failed':
      return outcome.isUnknown
        ? unknownText(name, outcome.reason.message)
        : l10n.t('{0} was left as it was. {1}', name, outcome.reason.message);
  }
}

function foundText(digest: string | undefined): string {
  return digest === undefined ? l10n.t('nothing') : shortDigest(digest);
}
