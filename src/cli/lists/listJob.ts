import { keepTagRecord } from '../../adapters/state/tagHistory.ts';
import { stateFolder } from '../../adapters/state/stateFolder.ts';
import {
  planList,
  type ListPlan,
  type WantedList,
} from '../../adapters/registry/write/listPlan.ts';
import type { TagOutcome } from '../../adapters/registry/write/publish.ts';
import { publishList } from '../../adapters/registry/write/publishList.ts';
import { exitCode, printable, type ExitCode, type Terminal } from '../terminal.ts';
import { failure } from '../../adapters/registry/errors.ts';
import { openAccess } from './listAccess.ts';
import { planJson, planText } from './listText.ts';
import { outcomesText, outcomesJson } from './outcomeText.ts';
import type { ListCall } from './listWish.ts';

/** What a job needs to know of how it was called. */
export type JobOptions = Pick<ListCall, 'dryRun' | 'mayLose' | 'format'> & {
  /** Whether two tags are only compared. */
  readonly isComparison?: boolean;
  /** What the job makes sure of before anything is written; throws a CommandError. */
  readonly check?: (plan: ListPlan) => void;
};

/**
 * Plans a list, shows the plan, and publishes it.
 *
 * @returns 1 when the list has errors or would lose platforms; 2 when a tag could not be put
 */
export async function makeList(
  wanted: WantedList,
  { dryRun, mayLose, format, check, isComparison }: JobOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const names = wanted.sources.map(({ reference }) => reference.canonical);
  const access = await openAccess([wanted.target.canonical, ...names], terminal.signal);
  try {
    const plan = await access.run(() => planList(wanted, access.registries, terminal.signal));
    check?.(plan);
    const isText = format === 'text';
    if (isText) terminal.write(planText(plan, isComparison));
    const lost = lostPlatforms(plan);
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
    const outcomes = await access.run(() =>
      publishList(plan, access.registries, {
        signal: terminal.signal,
        mayReplace: () => Promise.resolve(false),
        keep: (tag, previous) => keepRecord(plan, tag, previous),
      }),
    );
    terminal.write(isText ? outcomesText(plan, outcomes) : planJson(plan, outcomesJson(outcomes)));
    return outcomes.every(isDone) ? exitCode.done : exitCode.failed;
  } finally {
    await access.dispose();
  }
}

const notWritten = 'Nothing was written (--dry-run).';

/** Platforms that any of the tags has now and would not have any more. */
function lostPlatforms({ tags }: ListPlan): readonly string[] {
  const lost = tags.flatMap(({ diff }) =>
    diff.platforms.flatMap(({ change, platform }) =>
      change === 'lost' ? [platform || 'an image of unknown platform'] : [],
    ),
  );
  return [...new Set(lost)];
}

function isDone({ state }: TagOutcome): boolean {
  return state === 'published' || state === 'unchanged';
}

async function keepRecord(
  { wanted: { target }, list }: ListPlan,
  tag: string,
  previous: Parameters<Parameters<typeof publishList>[2]['keep']>[1],
): Promise<void> {
  const reference = `${target.domain}/${target.path}:${tag}`;
  try {
    await keepTagRecord(stateFolder(process.env), {
      ...{ reference, at: Date.now(), digest: list?.digest ?? '' },
      ...(previous && {
        previous: {
          digest: previous.digest,
          mediaType: previous.mediaType,
          body: previous.body.toString('base64'),
        },
      }),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure({
      code: 'failed',
      message: `What it names now cannot be kept for an undo (${why}). Make room, or set MULTIARCH_CACHE to a folder that can be written to.`,
    });
  }
}
