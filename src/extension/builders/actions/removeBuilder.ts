import { l10n } from 'vscode';
import {
  removeBuilderArguments,
  removeContextArguments,
} from '../../../core/build/builderCommands.ts';
import type { Builder } from '../../../core/build/workerNode.ts';
import { notify } from '../../notify.ts';
import { chosenBuilder, writeChosenBuilder } from '../../settings.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder } from './chooseBuilder.ts';
import { confirm, performOne, tellDone, tellFailure } from './performAction.ts';

/** Removes a builder, after it was said what goes with it. */
export async function removeBuilder(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const builder = await chooseBuilder(ports, item, {
    title: l10n.t('Remove Builder'),
    fits: ({ name }) => name !== 'default',
    none: l10n.t('There is no builder that could be removed.'),
  });
  if (builder === undefined) return;
  const { name } = builder;
  if (name === 'default') {
    await notify({
      severity: 'information',
      message: l10n.t('Builder default is the Docker engine itself, and stays as long as Docker.'),
    });
    return;
  }
  const args = await chooseArguments(builder);
  if (args === undefined) return;
  const lines = [actionLine(args)];
  const removed = await performOne(ports, l10n.t('Removing builder {0}', name), {
    args,
    timeout: 120_000,
  });
  if (!removed.ok) {
    await tellFailure(l10n.t('Builder {0} was not removed:', name), removed.problem, lines);
    return;
  }
  const wasUsed = chosenBuilder() === name;
  if (wasUsed) await writeChosenBuilder(undefined);
  const message = l10n.t('Builder {0} was removed.', name);
  const note = wasUsed ? l10n.t('Builds use the current builder of buildx again.') : '';
  await tellDone([message, note].join(' ').trim(), lines);
}

/** The command that the user chooses after having seen it. */
async function chooseArguments(builder: Builder): Promise<readonly string[] | undefined> {
  const { name, driver } = builder;
  const isContext = driver === 'docker' || driver === '';
  const args = isContext ? removeContextArguments(name) : removeBuilderArguments(name, 'delete');
  const keeping = removeBuilderArguments(name, 'keep');
  const hasCache = driver === 'docker-container';
  const remove = l10n.t('Remove');
  const keep = l10n.t('Remove, Keep Cache');
  const chosen = await confirm(
    l10n.t('Remove builder {0}?', name),
    [consequence(builder)],
    [args, ...(hasCache ? [keeping] : [])].map(actionLine),
    [remove, ...(hasCache ? [keep] : [])],
  );
  if (chosen === undefined) return undefined;
  return chosen === keep ? keeping : args;
}

function consequence({ driver, nodes }: Builder): string {
  switch (driver) {
    case 'docker-container':
      return l10n.t(
        'The containers of its nodes are removed, with their build cache unless you keep it: {0}.',
        nodes.map(({ name }) => `buildx_buildkit_${name}`).join(', '),
      );
    case 'kubernetes':
      return l10n.t('Its pods are removed from the cluster, with their build cache.');
    case 'remote':
      return l10n.t(
        'Only its entry is removed here: BuildKit and its build cache stay as they are.',
      );
    default:
      return l10n.t(
        'It is the docker context of this name, which is removed for docker too. The engine and what it has stay as they are.',
      );
  }
}
