import { pathWord, type BuildRequest } from './buildRequest.ts';

/** A build as podman is asked for it. */
export interface PodmanBuild {
  /** The commands, in order; words, not shell lines. */
  readonly commands: readonly (readonly string[])[];
  /** What of the request is not in them, as docker calls it: `--secret`, `--sbom`. */
  readonly left: readonly string[];
}

/**
 * The commands of podman that do what a build for several platforms does (podman 5.8, podman-build(1) and
 * podman-manifest-push(1)). podman takes `--manifest` for the name of a list, and a list that is there grows: so
 * one of the same name is removed first, which fails while there is none and does no harm (`--ignore` is newer than
 * the podman of many distributions). With `--tag` alone the name would be that of a single platform's image.
 *
 * Platforms, file, context, stage, names and build arguments are translated, and nothing else.
 */
export function podmanCommands(request: BuildRequest): PodmanBuild {
  const { platforms, tags, target, output } = request;
  const [list] = tags;
  const build = [
    'podman',
    'build',
    ...(platforms.length === 0 ? [] : ['--platform', platforms.join(',')]),
    ...(list === undefined ? [] : [`--manifest=${list}`]),
    '--file',
    pathWord(request.file),
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...Object.entries(request.buildArgs ?? {}).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]),
    pathWord(request.context),
  ];
  const removal = list === undefined ? [] : [['podman', 'manifest', 'rm', '--', list]];
  const pushes =
    output !== 'push' || list === undefined
      ? []
      : tags.map((tag) => ['podman', 'manifest', 'push', '--all', '--', list, `docker://${tag}`]);
  return { commands: [...removal, build, ...pushes], left: notTranslated(request) };
}

function notTranslated(request: BuildRequest): readonly string[] {
  const { args = [], output } = request;
  const lists = {
    '--build-context': Object.keys(request.contexts ?? {}),
    '--secret': request.secrets,
    '--ssh': request.ssh,
    '--cache-from': request.cacheFrom,
    '--cache-to': request.cacheTo,
  };
  const texts = {
    '--provenance': request.provenance,
    '--sbom': request.sbom,
    '--builder': request.builder,
    '--output type=oci': output === 'oci' ? output : undefined,
  };
  return [
    ...Object.entries(lists).flatMap(([name, list = []]) => (list.length === 0 ? [] : [name])),
    ...Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [name])),
    ...args,
  ];
}
