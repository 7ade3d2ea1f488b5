import { window, type LogOutputChannel } from 'vscode';
import type { BuilderStore } from '../builders/builderStore.ts';
import { checkEmulation } from '../commands/checkEmulation.ts';
import { views } from '../contributions.ts';
import type { Docker } from '../dockerAccess.ts';
import { register } from '../register.ts';
import { changeEmulators } from './changeEmulators.ts';
import { EmulationStore } from './emulationStore.ts';
import { EmulationView } from './emulationView.ts';
import { noticeLostEmulators } from './lostNotice.ts';

/** Registers the view of emulation and its commands. Nothing is read before somebody asks. */
export function contributeEmulation(
  docker: Docker,
  builders: BuilderStore,
  log: LogOutputChannel,
): readonly { dispose(): unknown }[] {
  const store = new EmulationStore(docker, builders);
  const view = new EmulationView(store, log);
  const ports = { docker, store };
  return [
    store,
    view,
    window.createTreeView(views.emulation, { treeDataProvider: view }),
    noticeLostEmulators(builders, store, docker, log),
    register('multiarch.checkEmulation', () => checkEmulation(store)),
    register('multiarch.installEmulators', () => changeEmulators('install', ports)),
    register('multiarch.removeEmulators', () => changeEmulators('remove', ports)),
    register('multiarch.installEmulator', (item) => changeEmulators('install', ports, item)),
    register('multiarch.removeEmulator', (item) => changeEmulators('remove', ports, item)),
  ];
}
