import { l10n } from 'vscode';
import { bootstrapArguments } from '../../../core/build/builderCommands.ts';
import type { AccessProblem } from '../../dockerAccess.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder } from './chooseBuilder.ts';
import { performOne, tellDone, tellFailure, type Performed } from './performAction.ts';

/** BuildKit's image may have to be pulled, or a cluster has to find a place for pods. */
const startTimeout = 600_000;

/** Starts a builder that is not running, with progress that can be cancelled. */
export async function startBuilder(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const title = l10n.t('Start Builder');
  const builder = await chooseBuilder(ports, item, { title });
  if (builder !== undefined) await startNamed(ports, builder.name);
}

/** Starts a builder by its name, and says how that ended. */
export async function startNamed(ports: BuilderPorts, name: string): Promise<void> {
  const started = await start(ports, name);
  const lines = [actionLine(bootstrapArguments(name))];
  if (started.ok) await tellDone(l10n.t('Builder {0} runs.', name), lines);
  else await tellNotStarted(name, started.problem);
}

/** Starts a builder by its name. */
export async function start(ports: BuilderPorts, name: string): Promise<Performed> {
  return performOne(ports, l10n.t('Starting builder {0}', name), {
    args: bootstrapArguments(name),
    timeout: startTimeout,
  });
}

/** Says why a builder did not start. */
export async function tellNotStarted(name: string, problem: AccessProblem): Promise<void> {
  const line = actionLine(bootstrapArguments(name));
  await tellFailure(l10n.t('Builder {0} did not start:', name), problem, [line]);
}
