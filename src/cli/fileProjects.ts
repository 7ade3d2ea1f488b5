import path from 'node:path';
import { readBake } from '../adapters/workspace/bakePrint.ts';
import type { ProjectFacts, ProjectReader } from '../adapters/workspace/projectReader.ts';
import { targetsComment } from '../core/analysis/comments.ts';
import { parseDockerfile } from '../core/dockerfile/instructions.ts';
import { parsePlatform } from '../core/platform/platform.ts';
import { chooseTargets, describeSource, type DeclaredTargets } from '../core/project/targets.ts';
import type { FileProblem } from '../core/project/fileProblem.ts';
import { defaultPlatforms } from './options.ts';

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
 * What the files around a Dockerfile say that cannot be meant. With an error nobody knows what the
 * Dockerfile is built for, so it is not judged.
 *
 * @param file as the call names it
 */
export function projectProblems(
  file: string,
  { project, declared }: FileProject,
): readonly FileProblem[] {
  const { problems = [], badPlatforms = [] } = project;
  const { source, refused: [refused] = [] } = declared;
  const isOfProject = source.kind === 'project-file' && refused !== undefined;
  const ofFiles = isOfProject ? [...problems, ...badPlatforms] : problems;
  const isPlaced = ofFiles.some(({ severity }) => severity === 'error');
  const message = `"${file}" is not judged. ${describeSource(source)}: ${refused ?? ''}. Write for example linux/arm64.`;
  return [
    ...ofFiles.map((problem) => {
      const shown = shownPath(problem.path);
      const text = problem.range === undefined ? `${shown}: ${problem.message}` : problem.message;
      return { ...problem, path: shown, message: text };
    }),
    ...(refused === undefined || isPlaced
      ? []
      : [{ path: file, severity: 'error', message } as const]),
  ];
}

/** As it is named from the folder of the call; whole where it lies elsewhere. */
function shownPath(absolute: string): string {
  const relative = path.relative('', absolute);
  return relative.startsWith('..') || path.isAbsolute(relative) ? absolute : relative;
}

function notAsked(files: readonly string[]) {
  const problem = `${files.join(', ')} was not read: docker, which reads it, was not asked (--offline).`;
  return { grouped: [], all: [], problem };
}
