import { watch, type FSWatcher } from 'node:fs';
import { basename, join } from 'node:path';
import { buildxDirectory, dockerDirectory } from './dockerDirectory.ts';

/** How long changes are gathered, in ms: buildx writes several files for one. */
const gathering = 200;

/**
 * Watches the files that say which builders there are: buildx's store, docker's configuration and its
 * contexts. Folders that are not there yet are watched once they are made.
 *
 * @param tell gets the names of builders of the store that were written or have built
 * @returns ends the watching
 */
export function watchBuilderFiles(
  environment: NodeJS.ProcessEnv,
  tell: (builders: ReadonlySet<string>) => void,
): () => void {
  const docker = dockerDirectory(environment);
  const buildx = buildxDirectory(environment);
  const watchers = new Map<string, FSWatcher>();
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const gather = (builder?: string) => {
    if (builder !== undefined) changed.add(builder);
    timer ??= setTimeout(() => {
      const builders = changed;
      changed = new Set();
      timer = undefined;
      watchAll();
      tell(builders);
    }, gathering);
  };

  const watchFolder = (folder: string, onFile: (name: string) => void) => {
    if (watchers.has(folder)) return;
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        // On Linux a folder tells with its own name that it is gone.
        if (event === 'rename' && name === basename(folder)) {
          watchers.delete(folder);
          watcher.close();
        }
        if (name !== null) onFile(name);
      });
      watcher.on('error', () => {
        watchers.delete(folder);
        watcher.close();
      });
      watchers.set(folder, watcher);
    } catch {
      // Not there yet: the folder above it tells when it is made.
    }
  };
  const only = (names: readonly string[]) => (name: string) => {
    if (names.includes(name)) gather();
  };
  // buildx writes each file under another name first (`.tmp-<name>…`).
  const ofBuilder = (name: string) => {
    if (!name.startsWith('.')) gather(name);
  };
  const watchAll = () => {
    watchFolder(docker, only(['config.json', 'contexts', basename(buildx)]));
    watchFolder(join(docker, 'contexts'), only(['meta']));
    watchFolder(join(docker, 'contexts', 'meta'), () => {
      gather();
    });
    watchFolder(buildx, only(['current', 'instances', 'activity', 'defaults']));
    watchFolder(join(buildx, 'instances'), ofBuilder);
    watchFolder(join(buildx, 'activity'), ofBuilder);
    watchFolder(join(buildx, 'defaults'), () => {
      gather();
    });
  };

  watchAll();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}
