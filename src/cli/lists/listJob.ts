import { undoHooks } from '../../adapters/registry/write/keepForUndo.ts';
import {
  planList,
  type ListPlan,
  type PlanPurpose,
  type WantedList,
} from '../../adapters/registry/write/listPlan.ts';
import type { TagOutcome } from '../../core/manifestList/tagOutcome.ts';
import { publishList } from '../../adapters/registry/write/publishList.ts';
import { lostPlatforms } from '../../core/manifestList/lostPlatforms.ts';
import { exitCode, printable, type ExitCode, type Terminal } from '../terminal.ts';
import { openAccess } from './listAccess.ts';
import { planJson, planText } from './listText.ts';
import { outcomesText, outcomesJson } from './outcomeText.ts';
import type { ListCall } from './listWish.ts';

/** What a job needs to know of how it was called. */
export type JobOptions = Pick<ListCall, 'dryRun' | 'mayLose' | 'format' | 'registries'> & {
  /** Whether two tags are only compared. */
  readonly isComparison?: boolean;
  /** What the job makes sure of before anything is written; throws a CommandError. */
  readonly check?: (plan: ListPlan) => void;
  /** Whether sources that there are not are told, and left out. */
  readonly ignoresMissing?: boolean;
};

/**
 * Plans a list, shows the plan, and publishes it.
 *
 * @returns 1 when the list has errors or would lose platforms; 2 when a tag could not be put
 */
export async function makeList(
  wanted: WantedList,
  options: JobOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { dryRun, mayLose, format, check, isComparison, registries } = options;
  const names = wanted.sources.map(({ reference }) => reference.canonical);
  const access = await openAccess([wanted.target.canonical, ...names], { registries, ...terminal });
  try {
    const planOf = (list: WantedList) =>
      access.run(() =>
        planList(list, access.registries, terminal.signal, purposeOf(dryRun, isComparison)),
      );
    const first = await planOf(wanted);
    const there = options.ignoresMissing === true ? withoutMissing(first, terminal) : undefined;
    const plan = there ? await planOf(there) : first;
    check?.(plan);
    const isText = format === 'text';
    if (isText) {
      const text = planText(plan, isComparison);
      // Without a list all of it is what is wrong: whoever keeps the output is to see it.
      if (plan.list === undefined) terminal.writeError(text);
      else terminal.write(text);
    }
    const lost = lostPlatforms(plan.tags.map(({ diff }) => diff)).map(
      (platform) => platform || 'an image of unknown platform',
    );
    const isRefused = plan.list === undefined || (lost.length > 0 && !mayLose);
    if (isRefused || dryRun) {
      if (!isText) terminal.write(planJson(plan, []));
      if (plan.missing.length > 0) return exitCode.failed;
      if (isText && plan.list !== undefined && lost.length > 0 && !mayLose) {
        terminal.writeError(
          printable(
            `multiarch index: ${lost.join(', ')} would be lost. Nothing was written; add --allow-loss if that is what you want.`,
          ) + '\n',
        );
      }
      if (isText && !isRefused && !isComparison) terminal.write(`\n${notWritten}\n`);
      return isRefused ? exitCode.found : exitCode.done;
    }
    const outcomes = await access.run(
      () =>
        publishList(plan, access.registries, {
          signal: terminal.signal,
          mayReplace: () => Promise.resolve(false),
          ...undoHooks(wanted.target, process.env),
        }),
      plan.referrers.some(({ becomes }) => becomes === 'copied') ? mayHaveReferrers : undefined,
    );
    terminal.write(isText ? outcomesText(plan, outcomes) : planJson(plan, outcomesJson(outcomes)));
    return outcomes.every(isDone) ? exitCode.done : exitCode.failed;
  } finally {
    for (const { local } of wanted.sources) await local?.dispose();
    await access.dispose();
  }
}

/** The list without the sources that there are not; undefined where nothing changes, or nothing is left. */
function withoutMissing({ wanted, missing }: ListPlan, terminal: Terminal): WantedList | undefined {
  const gone = new Set(missing.map(({ source }) => source));
  const isGone = missing.every(({ reason }) => reason.code === 'not-found');
  if (gone.size === 0 || !isGone || gone.size === wanted.sources.length) return undefined;
  for (const { source, reason } of missing) {
    const name = wanted.sources[source]?.reference.familiar ?? '';
    const text = `warning: ${name} is left out (--ignore-missing): ${reason.message}`;
    terminal.writeError(`${printable(text)}\n`);
  }
  return { ...wanted, sources: wanted.sources.filter((_, at) => !gone.has(at)) };
}

function purposeOf(dryRun: boolean, isComparison = false): PlanPurpose {
  if (isComparison) return 'compare';
  return dryRun ? 'preview' : 'publish';
}

const mayHaveReferrers =
  'None of the tags that you named was touched; signatures and other referrers may have been copied.';

const notWritten = 'Nothing was written (--dry-run).';

function isDone({ state }: TagOutcome): boolean {
  return state === 'published' || state === 'unchanged';
}
