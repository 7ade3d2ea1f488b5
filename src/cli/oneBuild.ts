import path from 'node:path';
import { fileKind } from '../core/project/fileNames.ts';
import type { UnknownBuildArgs } from '../core/dockerfile/resolution.ts';
import type { DeclaredTargets } from '../core/project/targets.ts';
import type { UnreadFile } from '../adapters/workspace/projectReader.ts';
import { listFolder, listOnce, type ListFolder } from '../adapters/workspace/folderLists.ts';
import { builtDockerfiles, dockerfilesText, type BuiltDockerfiles } from './builtDockerfiles.ts';
import { problemText } from './fileProblems.ts';
import { projectProblems } from '../adapters/workspace/fileProjects.ts';
import { bakeReader, fileProjects } from './fileProjects.ts';
import { readDockerfile } from './files.ts';
import { CommandError } from './terminal.ts';

/** What a call says of a build itself: it goes before what the files around the Dockerfile say. */
export interface GivenBuild {
  readonly platforms: readonly string[] | undefined;
  readonly target: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly contexts: Readonly<Record<string, string>>;
}

/** A Dockerfile, and how it is built. */
export interface OneBuild {
  readonly text: string;
  /** Who says for which platforms. */
  readonly source: DeclaredTargets['source'];
  /** A bake or compose file that may declare it and was not read. */
  readonly unread?: UnreadFile;
  /** The build context, where a bake or compose file says it: an absolute path. */
  readonly context?: string;
  readonly options: {
    readonly targets: readonly string[];
    readonly target?: string;
    readonly buildArgs: Readonly<Record<string, string>>;
    readonly unknownBuildArgs?: UnknownBuildArgs;
    readonly contexts: Readonly<Record<string, string>>;
  };
}

/**
 * Reads one Dockerfile, and how it is built: as `check` does.
 *
 * @param isOffline whether docker may not be asked what bake files say
 * @param listAny how folders are listed: what it does not list is not read
 * @throws {CommandError} when it is no Dockerfile, cannot be read, or its project file is wrong
 */
export async function readOneBuild(
  file: string,
  given: GivenBuild,
  isOffline: boolean,
  signal: AbortSignal,
  listAny: ListFolder = listFolder,
): Promise<OneBuild> {
  const text = readDockerfile(file, signal);
  const list = listOnce(listAny);
  const kind = fileKind(path.resolve(file).split(path.sep).join('/'), text);
  if (kind !== 'dockerfile') {
    const ports = { readBake: bakeReader(isOffline, signal), list };
    const built = await builtDockerfiles(file, text, ports);
    throw new CommandError(`"${file}" is ${kinds[kind]}${advice(file, built)}.`);
  }
  const readProject = fileProjects(given.platforms, bakeReader(isOffline, signal), list);
  const found = await readProject(file, text);
  const wrong = projectProblems(file, found).find(({ severity }) => severity === 'error');
  if (wrong !== undefined) throw new CommandError(problemText(wrong));
  const { declared, project } = found;
  const { unread, unknownBuildArgs } = project;
  const target = given.target ?? project.target;
  return {
    text,
    source: declared.source,
    ...(unread !== undefined && { unread }),
    ...(project.context !== undefined && { context: project.context }),
    options: {
      targets: declared.platforms,
      buildArgs: { ...project.buildArgs, ...given.buildArgs },
      contexts: { ...project.contexts, ...given.contexts },
      ...(unknownBuildArgs && { unknownBuildArgs }),
      ...(target !== undefined && { target }),
    },
  };
}

/** What to name instead; the words suit whoever calls, on the command line or as a tool. */
function advice(file: string, built: BuiltDockerfiles | undefined): string {
  if (built === undefined) return '';
  const { dockerfiles, isFound } = built;
  const [one, named] =
    dockerfiles.length > 1
      ? ['one of the Dockerfiles', ` (${dockerfilesText(dockerfiles)})`]
      : ['the Dockerfile', dockerfiles.length === 1 ? ` (${dockerfilesText(dockerfiles)})` : ''];
  const rest = isFound ? `. Platforms, arguments and the stage are taken from ${file}` : '';
  return `: name ${one} that it builds${named}${rest}`;
}

const kinds = {
  compose: 'a compose file',
  'project-file': 'a project file, no Dockerfile: it can only be checked',
  bake: 'a bake file',
  kubernetes: 'a file of Kubernetes, no Dockerfile: it can only be checked',
  'helm-values': 'a file of values of a Helm chart, no Dockerfile: it can only be checked',
  devcontainer: 'a devcontainer.json, no Dockerfile: it can only be checked',
  workflow: 'a workflow, no Dockerfile: it can only be checked',
  gitlab: 'a file of GitLab CI, no Dockerfile: it can only be checked',
  'manifest-spec': 'the spec of a manifest list, no Dockerfile: it can only be planned and pushed',
  other: 'a YAML file, no Dockerfile: it can only be checked',
} as const;
