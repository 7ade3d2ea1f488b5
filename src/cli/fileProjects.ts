import path from 'node:path';
import { readBake } from '../adapters/workspace/bakePrint.ts';
import type { ProjectFacts, ProjectReader } from '../adapters/workspace/projectReader.ts';
import { targetsComment } from '../core/analysis/comments.ts';
import { parseDockerfile } from '../core/dockerfile/instructions.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import { chooseTargets, describeSource, type DeclaredTargets } from '../core/project/targets.ts';
import { defaultPlatforms } from './options.ts';
import { CommandError } from './terminal.ts';

/** What is known of a file beside its text. */
export interface FileProject {
  readonly declared: DeclaredTargets & {
    /** What the words say that are no platforms, in BuildKit's words; those words are left out. */
    readonly refused?: readonly string[];
  };
  readonly project: ProjectFacts;
}

/** Finds out what a file is built for and with. */
export type ReadFileProject = (file: string, text: string) => Promise<FileProject>;

/**
 * @param given `--platform`, which goes before everything else
 * @param isOffline whether docker may not be asked what bake files say
 */
export function fileProjects(
  given: readonly string[] | undefined,
  isOffline: boolean,
  signal: AbortSignal,
): ReadFileProject {
  let reader: Promise<ProjectReader> | undefined;
  return async (file, text) => {
    reader ??= import('../adapters/workspace/projectFiles.ts').then(({ createProjectReader }) =>
      createProjectReader((folder, files) =>
        isOffline ? Promise.resolve(notAsked(files)) : readBake('docker', folder, files, signal),
      ),
    );
    const project = await (await reader).read(path.resolve(file));
    const comment = text.includes('multiarch:') ? targetsComment(parseDockerfile(text)) : undefined;
    const declared = chooseTargets(
      [
        given && { platforms: given, source: { kind: 'option' } },
        comment && {
          platforms: comment.platforms.map((platform) => platform.text),
          source: { kind: 'comment' },
        },
        ...project.targets,
      ],
      { platforms: defaultPlatforms, source: { kind: 'setting' } },
    );
    const platforms = declared.platforms.filter((platform) => parsePlatform(platform).ok);
    const refused = declared.platforms.flatMap((word) => {
      const platform = parsePlatform(word);
      return platform.ok ? [] : [platform.problem.message];
    });
    return { declared: { ...declared, platforms, refused }, project };
  };
}

/**
 * Refuses a Dockerfile where what surrounds it says what cannot be meant.
 *
 * @throws {CommandError} for a wrong project file, and for words that are no platforms
 */
export function refuseProject({ project, declared }: FileProject): void {
  if (project.problem !== undefined) throw new CommandError(project.problem);
  const [problem] = declared.refused ?? [];
  if (problem === undefined) return;
  const source = describeSource(declared.source);
  throw new CommandError(`${source}: ${problem}. Write for example linux/arm64.`);
}

function notAsked(files: readonly string[]) {
  const problem = `${files.join(', ')} was not read: docker, which reads it, was not asked (--offline).`;
  return { grouped: [], all: [], problem };
}
