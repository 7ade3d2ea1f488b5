import type { Disposable } from 'vscode';
import { lazy } from '../../lazy.ts';
import { register } from '../../register.ts';
import type * as actionsModule from './actions.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { copyName } from './copyName.ts';

/** Loads the code of the actions; it stays out of the extension's first bundle. */
export type LoadActions = () => Promise<typeof actionsModule>;

/** Registers what can be done with builders. */
export function registerBuilderActions(
  ports: BuilderPorts,
  load: LoadActions,
): readonly Disposable[] {
  const actions = lazy(load);
  return [
    register('multiarch.createBuilder', async () => (await actions()).createBuilder(ports)),
    register('multiarch.appendNode', async (item) => (await actions()).appendNode(ports, item)),
    register('multiarch.removeNode', async (item) => (await actions()).removeNode(ports, item)),
    register('multiarch.pinPlatforms', async (item, platforms) =>
      (await actions()).pinPlatforms(ports, item, platforms),
    ),
    register('multiarch.useBuilder', async (item) => (await actions()).useBuilder(ports, item)),
    register('multiarch.startBuilder', async (item) => (await actions()).startBuilder(ports, item)),
    register('multiarch.stopBuilder', async (item) => (await actions()).stopBuilder(ports, item)),
    register('multiarch.removeBuilder', async (item) =>
      (await actions()).removeBuilder(ports, item),
    ),
    register('multiarch.pruneBuilder', async (item) => (await actions()).pruneBuilder(ports, item)),
    register('multiarch.inspectBuilder', async (item) =>
      (await actions()).inspectBuilder(ports, item),
    ),
    register('multiarch.copyName', copyName),
  ];
}
