import { l10n } from 'vscode';
import { diskUsageArguments, pruneArguments } from '../../../core/build/builderCommands.ts';
import type { AccessProblem } from '../../dockerAccess.ts';
import type { CacheUsage } from '../../../adapters/docker/cacheUsage.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder } from './chooseBuilder.ts';
import { confirm, performOne, tellDone, tellFailure, withProgress } from './performAction.ts';

/** Large caches on slow disks take minutes. */
const pruneTimeout = 1_800_000;

/** Removes build cache, after it was shown how much that is. */
export async function pruneBuilder(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const builder = await chooseBuilder(ports, item, { title: l10n.t('Remove Build Cache') });
  if (builder === undefined) return;
  const { name } = builder;
  const usage = await readUsage(ports, name);
  if (!usage.ok) {
    const line = actionLine(diskUsageArguments(name));
    await tellFailure(l10n.t('The build cache of {0} was not read:', name), usage.problem, [line]);
    return;
  }
  const unused = l10n.t('Remove Unused');
  const all = l10n.t('Remove All');
  const { reclaimable, total } = usage.value;
  const chosen = await confirm(
    l10n.t('Remove build cache of builder {0}?', name),
    [
      l10n.t('{0} of {1} can be freed. The next builds are slower.', reclaimable, total),
      l10n.t(
        '"{0}" leaves what images share and what BuildKit keeps for itself, such as frontend images; "{1}" takes these too.',
        unused,
        all,
      ),
    ],
    [actionLine(pruneArguments(name, 'dangling')), actionLine(pruneArguments(name, 'all'))],
    [unused, all],
  );
  if (chosen === undefined) return;
  const args = pruneArguments(name, chosen === all ? 'all' : 'dangling');
  const pruned = await performOne(ports, l10n.t('Removing build cache of {0}', name), {
    args,
    timeout: pruneTimeout,
  });
  const lines = [actionLine(args)];
  if (pruned.ok) {
    const freed = await ports.docker.use(({ freedSize }) =>
      Promise.resolve(freedSize(pruned.output)),
    );
    await tellDone(doneText(name, freed), lines);
  } else await tellFailure(l10n.t('The build cache of {0} is left:', name), pruned.problem, lines);
}

function doneText(name: string, freed: string | undefined): string {
  if (freed === undefined) return l10n.t('The build cache of {0} was removed.', name);
  return l10n.t('{0} of build cache of {1} were freed.', freed, name);
}

type UsageAnswer =
  | { readonly ok: true; readonly value: CacheUsage }
  | { readonly ok: false; readonly problem: AccessProblem };

async function readUsage({ docker, log }: BuilderPorts, name: string): Promise<UsageAnswer> {
  return withProgress(l10n.t('Looking at the build cache of {0}', name), async (signal) => {
    const answer = await docker.use(
      async ({ explainFailure, readCacheUsage, runDocker }, program): Promise<UsageAnswer> => {
        log.info(actionLine(diskUsageArguments(name)));
        const usage = await runDocker(program, readCacheUsage(name), signal);
        if (usage.ok) return usage;
        return { ok: false, problem: await explainFailure(program, usage.failure, signal) };
      },
    );
    return answer ?? { ok: false, problem: { code: 'untrusted' } };
  });
}
