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

/** A secret of a build. Its value is read by docker, and is nowhere in the command. */
export interface BuildSecret {
  /** Name under which the Dockerfile asks for it. */
  readonly id: string;
  /** Environment variable with the value. */
  readonly env?: string;
  /** Path of a file with the value. */
  readonly file?: string;
}

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
  /** Named contexts: name → path, image (`docker-image://…`) or repository. */
  readonly contexts?: Readonly<Record<string, string>>;
  readonly secrets?: readonly BuildSecret[];
  /** As `--ssh` has them: `default`, `<id>` or `<id>=<socket or key>`. */
  readonly ssh?: readonly string[];
  /** As `--cache-from` and `--cache-to` have them, e.g. `type=registry,ref=…`. */
  readonly cacheFrom?: readonly string[];
  readonly cacheTo?: readonly string[];
  /** As `--provenance` and `--sbom` have them, e.g. `false` or `mode=max`. */
  readonly provenance?: string;
  readonly sbom?: string;
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
    ...Object.entries(request.contexts ?? {}).flatMap(([name, value]) => [
      '--build-context',
      `${name}=${value}`,
    ]),
    ...(request.secrets ?? []).flatMap((secret) => ['--secret', secretWord(secret)]),
    ...(request.ssh ?? []).flatMap((agent) => ['--ssh', agent]),
    ...(request.cacheFrom ?? []).flatMap((cache) => ['--cache-from', cache]),
    ...(request.cacheTo ?? []).flatMap((cache) => ['--cache-to', cache]),
    ...(request.provenance === undefined ? [] : [`--provenance=${request.provenance}`]),
    ...(request.sbom === undefined ? [] : [`--sbom=${request.sbom}`]),
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

/** buildx reads the value of `--secret` as one line of CSV, too (buildx v0.36, util/buildflags/secrets.go). */
function secretWord({ id, env, file }: BuildSecret): string {
  return [
    csvField(`id=${id}`),
    ...(env === undefined ? [] : [csvField(`env=${env}`)]),
    ...(file === undefined ? [] : [csvField(`src=${file}`)]),
  ].join(',');
}

/**
 * A path that is nothing but a path: docker would take `-x` for an option, and buildx takes a mere `-`
 * for the standard input or output.
 */
export function pathWord(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}
