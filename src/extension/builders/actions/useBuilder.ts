import { l10n } from 'vscode';
import { useBuilderArguments } from '../../../core/build/builderCommands.ts';
import { writeChosenBuilder } from '../../settings.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder } from './chooseBuilder.ts';
import { performOne, tellDone, tellFailure } from './performAction.ts';

/**
 * Uses a builder for this extension's builds; buildx's own current builder stays as it is, and a button
 * makes it that too.
 */
export async function useBuilder(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const title = l10n.t('Use a Builder for Builds');
  const builder = await chooseBuilder(ports, item, { title });
  if (builder === undefined) return;
  await writeChosenBuilder(builder.current ? undefined : builder.name);
  // buildx does not make a docker context its current builder: `docker context use` changes more.
  if (builder.current || builder.driver === 'docker' || builder.driver === '') return;
  await tellDone(
    l10n.t('Builds from here use builder {0}: they get --builder {0}.', builder.name),
    [],
    [
      {
        label: l10n.t('Use It in Terminals Too'),
        run: () => makeCurrent(ports, builder.name),
      },
    ],
  );
}

async function makeCurrent(ports: BuilderPorts, name: string): Promise<void> {
  const args = useBuilderArguments(name);
  const lines = [actionLine(args)];
  const title = l10n.t('Making {0} the current builder', name);
  const done = await performOne(ports, title, { args, timeout: 20_000 });
  if (done.ok) await tellDone(l10n.t('{0} is the current builder of buildx.', name), lines);
  else await tellFailure(l10n.t('{0} did not become current.', name), done.problem, lines);
}
