import { l10n } from 'vscode';
import { stopBuilderArguments } from '../../../core/build/builderCommands.ts';
import type { Builder } from '../../../core/build/workerNode.ts';
import { notify } from '../../notify.ts';
import { selectedName } from '../builderStore.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder } from './chooseBuilder.ts';
import { confirm, performOne, tellDone, tellFailure } from './performAction.ts';
import { startNamed } from './startBuilder.ts';

/** Stops the containers or pods of a builder; asks first when builds from here use it. */
export async function stopBuilder(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const builder = await chooseBuilder(ports, item, {
    title: l10n.t('Stop Builder'),
    fits: isBuildxs,
    none: l10n.t('buildx started none of the builders, so it can stop none.'),
  });
  if (builder === undefined) return;
  const { name } = builder;
  if (!isBuildxs(builder)) {
    await notify({
      severity: 'information',
      message: l10n.t(
        'Builder {0} cannot be stopped from here: buildx did not start what is behind a builder of the driver {1}.',
        name,
        builder.driver,
      ),
    });
    return;
  }
  const args = stopBuilderArguments(name);
  const lines = [actionLine(args)];
  if (!(await mayStop(ports, builder, lines))) return;
  const stopped = await performOne(ports, l10n.t('Stopping builder {0}', name), {
    args,
    timeout: 120_000,
  });
  if (!stopped.ok) {
    await tellFailure(l10n.t('Builder {0} was not stopped:', name), stopped.problem, lines);
    return;
  }
  await tellDone(l10n.t('Builder {0} is stopped. Its build cache is kept.', name), lines, [
    { label: l10n.t('Start Again'), run: () => startNamed(ports, name) },
  ]);
}

/** Whether buildx starts and stops what is behind a builder (buildx v0.36, Stop of the drivers). */
function isBuildxs({ driver }: Builder): boolean {
  return driver === 'docker-container' || driver === 'kubernetes';
}

async function mayStop(
  { builders }: BuilderPorts,
  builder: Builder,
  lines: readonly string[],
): Promise<boolean> {
  const answer = await builders.list();
  const isUsed = answer.ok && selectedName(answer.builders) === builder.name;
  if (!isUsed && !builder.current) return true;
  const stop = l10n.t('Stop');
  const chosen = await confirm(
    l10n.t('Stop builder {0}, which is in use?', builder.name),
    [l10n.t('Builds that run on it fail. The next build starts it again.')],
    lines,
    [stop],
  );
  return chosen === stop;
}
