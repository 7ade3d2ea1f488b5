import { env, l10n } from 'vscode';
import type { SentOutcome, SentPlan } from '../../protocol/lists.ts';
import { notify, type Remedy } from '../notify.ts';
import { run } from '../register.ts';
import type { ListPorts } from './listPorts.ts';
import { undoPush } from './undoPush.ts';

/** Says what became of each tag; the buttons are what is done next. */
export function reportOutcomes(
  ports: ListPorts,
  plan: SentPlan,
  outcomes: readonly SentOutcome[],
): void {
  const { target, list } = plan;
  const put = outcomes.filter(({ state }) => state === 'published' || state === 'unchanged');
  const digest = list?.digest ?? '';
  if (put.length > 0) {
    const names = put.map(({ tag }) => `${target}:${tag}`);
    const changed = put.filter(({ state }) => state === 'published');
    void notify({
      severity: 'information',
      message: l10n.t('{0} names {1} now.', names.join(', '), short(digest)),
      remedies: [
        inspect(`${target}@${digest}`),
        { label: l10n.t('Copy Digest'), run: () => env.clipboard.writeText(digest) },
        ...(changed.length > 0
          ? [
              {
                label: l10n.t('Undo'),
                run: () =>
                  undoEach(
                    ports,
                    changed.map(({ tag }) => `${target}:${tag}`),
                  ),
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
    const remedies = [inspect(`${target}:${outcome.tag}`)];
    void notify({ severity, message, ...(outcome.state !== 'failed' && { remedies }) });
  }
}

async function undoEach(ports: ListPorts, references: readonly string[]): Promise<void> {
  for (const reference of references) await undoPush(ports, reference);
}

function inspect(reference: string): Remedy {
  return {
    label: l10n.t('Inspect'),
    run: () => {
      run('multiarch.inspectImage', { kind: 'registry', reference });
    },
  };
}

function otherText(name: string, outcome: SentOutcome): string | undefined {
  switch (outcome.state) {
    case 'published':
    case 'unchanged':
      return undefined;
    case 'kept':
      return outcome.why === 'cancelled'
        ? l10n.t('{0} was left as it was, because you cancelled.', name)
        : l10n.t(
            '{0} was left as it is: somebody has changed it meanwhile, to {1}. Plan anew to see what a push would change now.',
            ...[name, outcome.found ?? l10n.t('nothing')],
          );
    case 'overtaken':
      return l10n.t(
        '{0} was pushed, but somebody has put {1} there right after. Ask who else publishes it.',
        ...[name, outcome.found ?? l10n.t('nothing')],
      );
    case 'failed':
      return outcome.isUnknown
        ? l10n.t('{0} What {1} names now is not known: inspect it.', outcome.reason.message, name)
        : l10n.t('{0} was left as it was. {1}', name, outcome.reason.message);
  }
}

function short(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
