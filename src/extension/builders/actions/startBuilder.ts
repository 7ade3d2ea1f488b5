import { l10n } from 'vscode';
import { bootstrapArguments } from '../../../core/build/builderCommands.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder } from './chooseBuilder.ts';
import { performOne, tellDone, tellFailure } from './performAction.ts';

/** BuildKit's image may have to be pulled, or a cluster has to find a place for pods. */
const startTimeout = 600_000;

/** Starts a builder that is not running, with progress that can be cancelled. */
export async function startBuilder(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const title = l10n.t('Start Builder');
  const builder = await chooseBuilder(ports, item, { title });
  if (builder !== undefined) await startNamed(ports, builder.name);
}

/** Starts a builder by its name; true when it runs. */
export async function startNamed(ports: BuilderPorts, name: string): Promise<boolean> {
  const args = bootstrapArguments(name);
  const lines = [actionLine(args)];
  const started = await performOne(ports, l10n.t('Starting builder {0}', name), {
    args,
    timeout: startTimeout,
  });
  if (started.ok) await tellDone(l10n.t('Builder {0} runs.', name), lines);
  else await tellFailure(l10n.t('Builder {0} did not start:', name), started.problem, lines);
  return started.ok;
}
