import { l10n } from 'vscode';
import type { SentDigest, SentPlan } from '../../protocol/lists.ts';
import type { RegistriesParams } from '../../protocol/requests.ts';
import { notify } from '../notify.ts';
import type { ListPorts } from './listPorts.ts';
import { askWorker } from './listTalk.ts';
import { shortDigest } from './shortDigest.ts';
import { inspectRemedy } from './unknownTag.ts';

/**
 * Says what became of the tags of a push that was lost half-way: another worker looks what they name now.
 *
 * @param why a sentence
 * @param planAnew begins with a new plan
 * @param file whose folder says whether registries are asked, as it did for the push
 */
export async function tellLost(
  ports: ListPorts,
  plan: SentPlan,
  why: string,
  planAnew: () => unknown,
  file?: RegistriesParams,
): Promise<void> {
  const names = plan.tags.map(({ tag }) => `${plan.target}:${tag}`);
  const task = { kind: 'digests', references: names } as const;
  const looked = await askWorker(ports, task, undefined, undefined, file);
  const now = looked?.ok === true ? looked.value : [];
  await notify({
    severity: 'error',
    message: [...lostTexts(plan, now), why].join(' '),
    remedies: [
      { label: l10n.t('Plan Anew'), run: planAnew },
      ...names.slice(0, 1).map(inspectRemedy),
    ],
  });
}

/** What each tag names now, beside what it named at the time of the plan and was to name. */
export function lostTexts(
  { target, tags, list }: SentPlan,
  now: readonly SentDigest[],
): readonly string[] {
  const found = new Map(now.map((each) => [each.reference, each]));
  return tags.map(({ tag, digest: before }) => {
    const name = `${target}:${tag}`;
    const { digest, isGone } = found.get(name) ?? {};
    if (digest === undefined && isGone !== true) {
      return l10n.t('What {0} names now is not known: inspect it.', name);
    }
    if (digest === list?.digest) {
      return l10n.t('{0} names the new list, {1}.', name, shortDigest(list?.digest ?? ''));
    }
    if (digest === before) {
      return digest === undefined
        ? l10n.t('There is still no {0}: nothing was pushed to it.', name)
        : l10n.t('{0} names what it named before: nothing was pushed to it.', name);
    }
    const other = digest === undefined ? l10n.t('nothing') : shortDigest(digest);
    return l10n.t('{0} names {1} now: somebody has changed it meanwhile.', name, other);
  });
}
