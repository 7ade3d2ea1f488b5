import { commands, env, l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { lostPlatforms } from '../../core/manifestList/lostPlatforms.ts';
import type { ListTask, SentPlan, SentTag } from '../../protocol/lists.ts';
import type { RegistriesParams } from '../../protocol/requests.ts';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import type { StepPosition } from '../steps/runSteps.ts';
import { unlessCancelled, startTask, type ListTalk } from './listTalk.ts';
import type { ListPorts } from './listPorts.ts';
import {
  changeLines,
  costLines,
  dockerScript,
  listText,
  planText,
  problemLines,
} from './planText.ts';
import { publishWithProgress } from './publishWithProgress.ts';
import { reportOutcomes } from './reportOutcomes.ts';
import { tellLost } from './lostPush.ts';
import { inspectRemedy } from './unknownTag.ts';
import { withProgress } from '../builders/actions/performAction.ts';

/** How a plan came out: it was carried out or had nothing to do; the user goes back, or leaves. */
export type PlanAnswer = 'done' | 'back' | 'cancel';

/** What a plan is for. */
export interface PlannedWork extends StepPosition {
  readonly title: string;
  readonly task: Extract<ListTask, { readonly kind: 'plan' }>;
  /** The file that describes the list: what its folder says of look-ups holds. */
  readonly file?: RegistriesParams;
  /** Platforms that the user has asked to lose. */
  readonly mayLose?: readonly string[];
}

/**
 * Plans a list, shows what it would change, asks, and pushes it. Nothing is written before the answer.
 */
export async function planAndPush(ports: ListPorts, work: PlannedWork): Promise<PlanAnswer> {
  const begun = await withProgress(l10n.t('Reading images and tags'), (signal) =>
    begin(ports, work, signal),
  );
  if (typeof begun === 'string') return begun;
  const { talk, planned } = begun;
  try {
    if (!planned.ok) {
      void notify({ severity: 'error', message: planned.reason.message });
      return 'back';
    }
    const plan = planned.value;
    if (plan.list === undefined) {
      const why = problemLines(plan).join(' ');
      const message = l10n.t('No list can be made of this: {0}', why);
      void notify({ severity: 'error', message });
      return 'back';
    }
    const { digest } = plan.list;
    if (plan.tags.every((tag) => tag.digest === digest)) {
      const message = l10n.t('{0} is this list already: there is nothing to push.', namesOf(plan));
      void notify({ severity: 'information', message });
      return 'done';
    }
    const answer = await ports.documents.behind(() => ask(ports, plan, work));
    return answer === 'push' ? await push(ports, plan, talk, work) : answer;
  } finally {
    talk.end();
  }
}

/** Starts the worker and waits for its plan, unless that is cancelled. */
async function begin(ports: ListPorts, { task, file }: PlannedWork, signal: AbortSignal) {
  const talk = await startTask(ports, task, signal, file);
  if (talk === undefined) return signal.aborted ? 'back' : 'cancel';
  const planned = await unlessCancelled(talk.answer('plan'), signal);
  if (planned !== undefined) return { talk, planned };
  talk.end();
  return 'back';
}

function namesOf({ target, tags }: SentPlan): string {
  return tags.map(({ tag }) => `${target}:${tag}`).join(', ');
}

async function push(
  ports: ListPorts,
  plan: SentPlan,
  talk: ListTalk,
  work: PlannedWork,
): Promise<PlanAnswer> {
  // There is nothing to go back to any more.
  const planAnew = () => planAndPush(ports, { ...work, step: 1, totalSteps: 1 });
  if (talk.lost !== undefined) {
    const message = l10n.t('Nothing was pushed. {0}', talk.lost.message);
    void notify({ severity: 'error', message });
    return 'done';
  }
  const outcomes = await publishWithProgress(plan, talk);
  if (outcomes.ok) reportOutcomes(ports, plan, outcomes.value, planAnew);
  else if (outcomes.isLost)
    void tellLost(ports, plan, outcomes.reason.message, planAnew, work.file);
  else {
    const message = l10n.t('{0} is as it was. {1}', namesOf(plan), outcomes.reason.message);
    const remedies = plan.tags.slice(0, 1).map(({ tag }) => inspectRemedy(`${plan.target}:${tag}`));
    void notify({ severity: 'error', message, remedies });
  }
  return 'done';
}

type Row = QuickPickItem & { readonly does: 'push' | 'copy' | 'back' | { readonly show: SentTag } };

async function ask(
  ports: ListPorts,
  plan: SentPlan,
  work: PlannedWork,
): Promise<'push' | 'back' | 'cancel'> {
  const [first, ...others] = plan.tags.filter((tag) => tag.digest !== plan.list?.digest);
  if (first === undefined) return 'cancel';
  await showDiff(ports, plan, first);
  const script = dockerScript(plan);
  let isCopied = false;
  for (;;) {
    const rows: readonly Row[] = [
      {
        label: `$(cloud-upload) ${l10n.t('Push {0}', plainLabel(`${plan.target}:${plan.tags.map(({ tag }) => tag).join(', ')}`))}`,
        detail: [...changeLines(first), ...costLines(plan)]
          .map((line) => plainLabel(line))
          .join(' · '),
        does: 'push',
      },
      ...(script === ''
        ? []
        : [
            {
              label: `$(copy) ${l10n.t('Copy Docker Commands')}`,
              description: isCopied ? l10n.t('copied') : l10n.t('for a script; nothing is pushed'),
              does: 'copy' as const,
            },
          ]),
      ...others.map((tag): Row => ({
        label: `$(diff) ${l10n.t('Show What Changes in {0}', plainLabel(tag.tag))}`,
        does: { show: tag },
      })),
      ...(work.step > 1
        ? [
            {
              label: `$(arrow-left) ${l10n.t('Back')}`,
              description: l10n.t('to change an answer'),
              does: 'back' as const,
            },
          ]
        : []),
    ];
    const answer = await chooseOne<Row>({
      ...work,
      placeholder: l10n.t('The editor shows what changes. Nothing has been written yet.'),
      items: rows,
      initial: rows.filter(({ does }) => does === (isCopied ? 'copy' : 'push')),
    });
    if (answer.kind !== 'next') return answer.kind;
    const { does } = answer.value;
    if (does === 'back') return 'back';
    if (does === 'copy') {
      await env.clipboard.writeText(script);
      isCopied = true;
    } else if (does === 'push') {
      const lost = unwantedLosses(plan, work.mayLose ?? []);
      if (lost.length === 0 || (await mayLose(plan, lost, work))) return 'push';
    } else await showDiff(ports, plan, does.show);
  }
}

function unwantedLosses({ tags }: SentPlan, wanted: readonly string[]): readonly string[] {
  return lostPlatforms(tags.map(({ diff }) => diff))
    .filter((platform) => !wanted.includes(platform))
    .map((platform) => plainLabel(platform) || l10n.t('an image of unknown platform'));
}

/** Asks with a row for each name, so that a long one hides no other; Enter alone loses nothing. */
async function mayLose(
  plan: SentPlan,
  lost: readonly string[],
  { title }: PlannedWork,
): Promise<boolean> {
  const [first = ''] = lost;
  const isOne = lost.length === 1;
  const keep = {
    label: `$(circle-slash) ${l10n.t('Do Not Push')}`,
    description: l10n.t('back to the plan'),
    may: false,
  };
  const lose = {
    label: `$(warning) ${isOne ? l10n.t('Push, and Lose {0}', first) : l10n.t('Push, and Lose {0} Platforms', lost.length)}`,
    detail: l10n.t('Whoever pulls {0} for it gets nothing any more.', plainLabel(namesOf(plan))),
    may: true,
  };
  const answer = await chooseOne({
    ...{ title, step: 1, totalSteps: 1 },
    placeholder: isOne
      ? l10n.t('{0} would be lost. Is that wanted?', first)
      : l10n.t('{0} platforms would be lost. Is that wanted?', lost.length),
    items: [keep, lose, ...(isOne ? [] : lostRows(lost))],
    initial: [keep],
  });
  return answer.kind === 'next' && answer.value.may;
}

/** What would be lost, below the answers; to choose one of these rows loses nothing. */
function lostRows(lost: readonly string[]) {
  return [
    { label: l10n.t('Would be lost'), kind: QuickPickItemKind.Separator, may: false },
    ...lost.map((label) => ({ label, may: false })),
  ];
}

/** A question lies over the first lines of the editor. */
const covered = '\n'.repeat(8);

async function showDiff({ documents }: ListPorts, plan: SentPlan, tag: SentTag): Promise<void> {
  const name = `${plan.target}:${tag.tag}`;
  const file = name.replaceAll('/', '_');
  const before = documents.keepText(
    `${file} now`,
    covered + listText(name, tag.before, tag.digest),
  );
  const list = listText(name, plan.list, plan.list?.digest);
  const after = documents.keepText(`${file} then`, `${covered}${list}\n${planText(plan, tag)}`);
  await commands.executeCommand(
    'vscode.diff',
    ...[before, after, l10n.t('{0}: Now ↔ After the Push', name)],
    { preview: true, preserveFocus: true },
  );
}
