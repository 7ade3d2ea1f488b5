import path from 'node:path';
import { targetsComment } from '../../core/analysis/comments.ts';
import { parseDockerfile } from '../../core/dockerfile/instructions.ts';
import { say } from '../../core/language.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import type { FileProblem } from '../../core/project/fileProblem.ts';
import { chooseTargets, describeSource, type DeclaredTargets } from '../../core/project/targets.ts';
import type { ListFolder } from './folderLists.ts';
import type { BakeTargets, ProjectFacts, ProjectReader } from './projectReader.ts';

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

/** Who else says something of targets, and who is asked what bake files say. */
export interface ProjectPorts {
  /** Goes before everything else. */
  readonly given?: DeclaredTargets | undefined;
  /** Where nobody says anything. */
  readonly otherwise: DeclaredTargets;
  readonly readBake: (folder: string, files: readonly string[]) => Promise<BakeTargets>;
  /** How folders are listed. */
  readonly list?: ListFolder | undefined;
}

/** Makes what finds out what files are built for; it reads each folder once. */
export function readFileProjects({
  given,
  otherwise,
  readBake,
  list,
}: ProjectPorts): ReadFileProject {
  let reader: Promise<ProjectReader> | undefined;
  return async (file, text) => {
    reader ??= import('./projectFiles.ts').then(({ createProjectReader }) =>
      createProjectReader(readBake, list),
    );
    const project = await (await reader).read(path.resolve(file));
    const comment = text.includes('multiarch:') ? targetsComment(parseDockerfile(text)) : undefined;
    const declared = chooseTargets(
      [
        given,
        comment && {
          platforms: comment.platforms.map((platform) => platform.text),
          source: { kind: 'comment' },
        },
        ...project.targets,
      ],
      otherwise,
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
 * @param file as it is told to people
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
  const message = say(
    '"{0}" is not judged. {1}: {2}. Write for example linux/arm64.',
    file,
    describeSource(source),
    refused ?? '',
  );
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
