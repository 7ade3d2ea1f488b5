import { readBake } from '../adapters/workspace/bakePrint.ts';
import { readFileProjects, type ReadFileProject } from '../adapters/workspace/fileProjects.ts';
import type { ListFolder } from '../adapters/workspace/folderLists.ts';
import type { BakeTargets } from '../adapters/workspace/projectReader.ts';
import { defaultPlatforms } from './options.ts';

/** Asks what the bake files of a folder say. */
export type ReadBake = (folder: string, files: readonly string[]) => Promise<BakeTargets>;

/** Makes what asks docker what bake files say, unless a call is offline. */
export function bakeReader(isOffline: boolean, signal: AbortSignal): ReadBake {
  return (folder, files) =>
    isOffline ? Promise.resolve(bakeNotAsked(files)) : readBake('docker', folder, files, signal);
}

/**
 * What a call knows of the projects of files.
 *
 * @param given `--platform`, which goes before everything else
 */
export function fileProjects(
  given: readonly string[] | undefined,
  readBakeFiles: ReadBake,
  list?: ListFolder,
): ReadFileProject {
  return readFileProjects({
    given: given && { platforms: given, source: { kind: 'option' } },
    otherwise: { platforms: defaultPlatforms, source: { kind: 'setting' } },
    readBake: readBakeFiles,
    list,
  });
}

/** What stands for bake files when docker is not asked. */
export function bakeNotAsked(files: readonly string[]): BakeTargets {
  const problem = `${files.join(', ')} was not read: docker, which reads it, was not asked (--offline).`;
  return { grouped: [], all: [], problem };
}
