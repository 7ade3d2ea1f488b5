import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import { readActivity, readInstance, readInstanceNames } from './buildxStore.ts';
import { findChosenBuilder } from './chosenBuilder.ts';
import { currentContext, type DockerSurroundings } from './contexts.ts';
import { dockerDirectory } from './dockerDirectory.ts';
import { readStoreFile } from './storeFile.ts';

/** The builders, as far as files tell. */
export interface BuilderList {
  /**
   * In buildx's order: its own builders, then one for each docker context. Nodes have the status
   * `unknown` and no platforms but those that are pinned.
   */
  readonly builders: readonly Builder[];
  /** Name of the docker context in use. */
  readonly context: string;
}

/**
 * Lists the builders without starting or asking anything, in the time that it takes to read some small
 * files: buildx's store, and docker's contexts. Never rejects.
 */
export async function listBuilders(surroundings: DockerSurroundings): Promise<BuilderList> {
  const { environment } = surroundings;
  const [names, contexts, context, chosen] = await Promise.all([
    readInstanceNames(environment),
    readContextNames(environment),
    currentContext(environment),
    findChosenBuilder(undefined, surroundings),
  ]);
  const stored = await Promise.all(names.map((name) => storedBuilder(name, environment)));
  const own = new Set(names);
  const ofContexts = await Promise.all(
    // A builder goes before a context of the same name.
    [...new Set(['default', ...contexts])]
      .toSorted()
      .filter((name) => !own.has(name))
      .map((name) => contextBuilder(name, environment)),
  );
  return {
    context,
    builders: [...stored, ...ofContexts].map((builder) => ({
      ...builder,
      current: builder.name === chosen.name,
    })),
  };
}

async function storedBuilder(name: string, environment: NodeJS.ProcessEnv): Promise<Builder> {
  const [instance, activity] = await Promise.all([
    readInstance(name, environment),
    readActivity(name, environment),
  ]);
  return {
    name,
    driver: instance?.driver ?? '',
    current: false,
    nodes: (instance?.nodes ?? []).map((node): WorkerNode => ({
      name: node.name,
      endpoint: node.endpoint,
      status: 'unknown',
      platforms: node.platforms,
      pinned: node.platforms,
    })),
    ...(activity === undefined ? {} : { lastActivity: activity }),
  };
}

async function contextBuilder(name: string, environment: NodeJS.ProcessEnv): Promise<Builder> {
  const activity = await readActivity(name, environment);
  return {
    name,
    driver: 'docker',
    current: false,
    nodes: [{ name, endpoint: name, status: 'unknown', platforms: [], pinned: [] }],
    ...(activity === undefined ? {} : { lastActivity: activity }),
  };
}

const contextSchema = z.object({ Name: z.string() });

/** Names that docker accepts; anything else must not become an argument (docker/cli 29, context/store). */
const contextName = /^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$/;

async function readContextNames(environment: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const folder = join(dockerDirectory(environment), 'contexts', 'meta');
  const ids = await readdir(folder).catch(() => []);
  const names = await Promise.all(
    ids.map(async (id) => {
      try {
        const text = await readStoreFile(join(folder, id, 'meta.json'));
        return contextSchema.parse(JSON.parse(text)).Name;
      } catch {
        return '';
      }
    }),
  );
  return names.filter((name) => contextName.test(name));
}
