import { familiarName, parseReference } from '../image/reference.ts';
import { bakeArguments, type BakeSelection } from './bakeSelection.ts';
import { csvField } from './csvField.ts';

/**
 * What can become of a build's result.
 *
 * - `push`: to the registry of its tags
 * - `load`: into the Docker engine
 * - `oci`: a file that holds an OCI layout (tar)
 * - `docker`: a file that `docker load` reads
 * - `local`: the files of the image in a folder; of several platforms in a folder each
 * - `tar`: the same in a file
 * - `digest`: to the repository of its first tag, but without a tag
 * - `cache`: nothing but the build cache
 */
export const buildOutputs = [
  'push',
  'load',
  'oci',
  'docker',
  'local',
  'tar',
  'digest',
  'cache',
] as const;

/** One of {@link buildOutputs}. */
export type BuildOutput = (typeof buildOutputs)[number];

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
  /** File or folder of an output that is written here; see {@link destinationOf}. */
  readonly destination?: string;
  readonly builder?: string;
  /** Bake files that are built in the place of one Dockerfile; `file` is the first of them then. */
  readonly bake?: BakeSelection;
  /** How docker tells what it does; as it likes when left out. */
  readonly progress?: BuildProgressFormat;
  /** Handed over as they are, before the context. */
  readonly args?: readonly string[];
}

/** Where outputs that are written here go when nothing else is said. */
const defaultDestinations = {
  oci: 'image.oci.tar',
  docker: 'image.docker.tar',
  local: 'image',
  tar: 'image.tar',
} as const satisfies Partial<Record<BuildOutput, string>>;

/** The file or folder that a build writes; undefined when it writes none. */
export function destinationOf({
  output,
  destination,
}: Pick<BuildRequest, 'output' | 'destination'>): string | undefined {
  const fallback = (defaultDestinations as Partial<Record<BuildOutput, string>>)[output];
  return fallback === undefined ? undefined : (destination ?? fallback);
}

/**
 * Arguments of `docker` for a build, in the order in which a person would write them. Words, not a
 * shell line: nothing is quoted.
 */
export function buildArguments(request: BuildRequest): readonly string[] {
  const { bake, builder, platforms, progress, target } = request;
  if (bake !== undefined) return bakeArguments(request, bake);
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
    // A tag would become the name of a push by digest, which refuses it.
    ...(request.output === 'digest' ? [] : request.tags.flatMap((tag) => ['--tag', tag])),
    ...outputArguments(request),
    ...(request.args ?? []),
    pathWord(request.context),
  ];
}

function outputArguments(request: BuildRequest): readonly string[] {
  const { output, tags } = request;
  switch (output) {
    case 'push':
      return ['--push'];
    case 'load':
      return ['--load'];
    case 'oci':
    case 'docker':
    case 'local':
    case 'tar': {
      const destination = pathWord(destinationOf(request) ?? '');
      return ['--output', `type=${output},${csvField(`dest=${destination}`)}`];
    }
    case 'digest': {
      const name = repositoryOf(tags[0] ?? '');
      const named = name === undefined ? '' : `${csvField(`name=${name}`)},name-canonical=true,`;
      return ['--output', `type=image,${named}push-by-digest=true,push=true`];
    }
    case 'cache':
      // Without an output buildx warns that the result stays in the cache.
      return ['--output', 'type=cacheonly'];
  }
}

/** The repository of a tag as people write it; undefined when it is no reference. */
export function repositoryOf(tag: string): string | undefined {
  const reference = parseReference(tag);
  return reference.ok ? familiarName(reference.value) : undefined;
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
