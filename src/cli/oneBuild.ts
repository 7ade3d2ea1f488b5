import path from 'node:path';
import { fileKind } from '../core/project/fileNames.ts';
import type { UnknownBuildArgs } from '../core/dockerfile/resolution.ts';
import type { DeclaredTargets } from '../core/project/targets.ts';
import type { UnreadFile } from '../adapters/workspace/projectReader.ts';
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
 * @throws {CommandError} when it is no Dockerfile, cannot be read, or its project file is wrong
 */
export async function readOneBuild(
  file: string,
  given: GivenBuild,
  isOffline: boolean,
  signal: AbortSignal,
): Promise<OneBuild> {
  const text = readDockerfile(file, signal);
  const kind = fileKind(path.basename(file), text);
  if (kind !== 'dockerfile') {
    throw new CommandError(`"${file}" is ${kinds[kind]}.`);
  }
  const found = await fileProjects(given.platforms, bakeReader(isOffline, signal))(file, text);
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

const kinds = {
  compose: 'a compose file: use multiarch check',
  'project-file': 'a project file: use multiarch check',
  bake: 'a bake file: use multiarch check',
  kubernetes: 'a file of Kubernetes: use multiarch check',
  'helm-values': 'a file of values of a Helm chart: use multiarch check',
  devcontainer: 'a devcontainer.json: use multiarch check',
  workflow: 'a workflow: use multiarch check',
  gitlab: 'a file of GitLab CI: use multiarch check',
  'manifest-spec': 'the spec of a manifest list: use multiarch index push --dry-run',
  other: 'a YAML file, no Dockerfile: use multiarch check',
} as const;
