import { readBake } from '../adapters/workspace/bakePrint.ts';
import { readFileProjects, type ReadFileProject } from '../adapters/workspace/fileProjects.ts';
import type { BakeTargets } from '../adapters/workspace/projectReader.ts';
import { defaultPlatforms } from './options.ts';

/**
 * What a call knows of the projects of files.
 *
 * @param given `--platform`, which goes before everything else
 * @param isOffline whether docker may not be asked what bake files say
 */
export function fileProjects(
  given: readonly string[] | undefined,
  isOffline: boolean,
  signal: AbortSignal,
): ReadFileProject {
  return readFileProjects({
    given: given && { platforms: given, source: { kind: 'option' } },
    otherwise: { platforms: defaultPlatforms, source: { kind: 'setting' } },
    readBake: (folder, files) =>
      isOffline ? Promise.resolve(bakeNotAsked(files)) : readBake('docker', folder, files, signal),
  });
}

/** What stands for bake files when docker is not asked. */
export function bakeNotAsked(files: readonly string[]): BakeTargets {
  const problem = `${files.join(', ')} was not read: docker, which reads it, was not asked (--offline).`;
  return { grouped: [], all: [], problem };
}
