import { csvField } from './csvField.ts';

/**
 * What becomes of a build's result.
 *
 * - `push`: to the registry of its tags
 * - `load`: into the Docker engine
 * - `oci`: a file that holds an OCI layout (tar)
 * - `cache`: nothing but the build cache
 */
export type BuildOutput = 'push' | 'load' | 'oci' | 'cache';

/** Forms of `--progress` that do not depend on a terminal: events for programs, and lines for people. */
export type BuildProgressFormat = 'rawjson' | 'plain';

/** A build of one Dockerfile, as `docker buildx build` is asked for it. */
export interface BuildRequest {
  /** Path of the Dockerfile. */
  readonly file: string;
  /** Path of the build context. */
  readonly context: string;
  /** As the user wrote them; none leaves the choice to BuildKit. */
  readonly platforms: readonly string[];
  readonly tags: readonly string[];
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly output: BuildOutput;
  /** File of an OCI archive. */
  readonly destination?: string;
  readonly builder?: string;
  /** How docker tells what it does; as it likes when left out. */
  readonly progress?: BuildProgressFormat;
  /** Handed over as they are, before the context. */
  readonly args?: readonly string[];
}

/** Where an OCI archive goes when nothing else is said. */
export const defaultDestination = 'image.oci.tar';

/**
 * Arguments of `docker` for a build, in the order in which a person would write them. Words, not a
 * shell line: nothing is quoted.
 */
export function buildArguments(request: BuildRequest): readonly string[] {
  const { builder, platforms, progress, target } = request;
  return [
    'buildx',
    'build',
    ...(builder === undefined ? [] : ['--builder', builder]),
    ...(progress === undefined ? [] : [`--progress=${progress}`]),
    ...(platforms.length === 0 ? [] : ['--platform', platforms.join(',')]),
    '--file',
    pathWord(request.file),
    ...(target === undefined ? [] : ['--target', target]),
    ...Object.entries(request.buildArgs ?? {}).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]),
    ...request.tags.flatMap((tag) => ['--tag', tag]),
    ...outputArguments(request),
    ...(request.args ?? []),
    pathWord(request.context),
  ];
}

function outputArguments({ output, destination }: BuildRequest): readonly string[] {
  switch (output) {
    case 'push':
      return ['--push'];
    case 'load':
      return ['--load'];
    case 'oci':
      return [
        '--output',
        `type=oci,${csvField(`dest=${pathWord(destination ?? defaultDestination)}`)}`,
      ];
    case 'cache':
      // Without an output buildx warns that the result stays in the cache.
      return ['--output', 'type=cacheonly'];
  }
}

/**
 * A path that is nothing but a path: docker would take `-x` for an option, and buildx takes a mere `-`
 * for the standard input or output.
 */
function pathWord(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}
