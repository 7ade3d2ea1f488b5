import { prepareKilledBuild } from './killedBuild.ts';
import { prepareKilledEngine } from './killedEngine.ts';
import { prepareKilledLists, prepareKilledRegistry } from './killedLists.ts';
import { prepareKilledServer } from './killedServer.ts';
import { prepareKilledWay } from './killedWay.ts';
import { prepareKilledWindows } from './killedWindows.ts';
import type { Trials } from './trial.ts';

/** What is killed, by name: each is given a folder that all its trials share. */
export const kinds: Readonly<Record<string, (shared: string) => Promise<Trials>>> = {
  server: prepareKilledServer,
  lists: prepareKilledLists,
  registry: prepareKilledRegistry,
  build: prepareKilledBuild,
  way: prepareKilledWay,
  windows: prepareKilledWindows,
  engine: prepareKilledEngine,
};
