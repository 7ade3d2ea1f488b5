/** Who runs a pipeline. */
export type CiProvider = 'github' | 'gitlab';

/** How platforms are built: each on the nearest machine and then joined, or all on one machine by emulation. */
export type CiStrategy = 'native' | 'qemu';

/** Where the build cache is kept between runs. `gha` is GitHub's own. */
export type CiCache = 'gha' | 'registry' | 'none';

/** A pipeline that is to be written. */
export interface CiPlan {
  readonly provider: CiProvider;
  readonly strategy: CiStrategy;
  readonly cache: CiCache;
  /** What GitHub calls the default branch of the repository; GitLab knows its own. */
  readonly branch: string;
  /** Each has an image name of its own. */
  readonly images: readonly CiImage[];
}

/** An image that the pipeline builds. */
export interface CiImage {
  /** The repository, with its registry and without a tag: `ghcr.io/team/app`. */
  readonly repository: string;
  /** Where to log in: `ghcr.io`, `docker.io`. */
  readonly registry: string;
  /** As seen from the root of the repository, with `/`. */
  readonly dockerfile: string;
  readonly context: string;
  /** The stage; the last one when it is left out. */
  readonly target?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** As BuildKit prints them. */
  readonly platforms: readonly string[];
}

/** A platform, and where it is built. */
export interface CiPart {
  readonly platform: string;
  /** For names of artifacts and caches: `linux-arm-v7`. */
  readonly slug: string;
  /** Architecture of the machine. */
  readonly machine: 'amd64' | 'arm64';
  /** What has to be emulated there, in the words of binfmt; empty where nothing is. */
  readonly emulator: string;
}

/**
 * The machine for a platform, among those that GitHub and GitLab have: its own, else the nearest one. 32-bit
 * ARM is nearest to arm64, as in docker/github-builder (.github/workflows/build.yml); everything else is
 * emulated on amd64.
 */
export function partOf(platform: string): CiPart {
  const [, architecture = ''] = platform.split('/');
  const machine = architecture === 'arm64' || architecture === 'arm' ? 'arm64' : 'amd64';
  const isNative = architecture === machine || (machine === 'amd64' && architecture === '386');
  return {
    ...{ platform, machine },
    slug: platform.replace(/[^a-z0-9]+/gi, '-'),
    emulator: isNative ? '' : architecture,
  };
}

/** What a machine for amd64 has to emulate to build all platforms, each once, in the words of binfmt. */
export function emulatorsOf(platforms: readonly string[]): readonly string[] {
  const names = platforms.map((platform) => platform.split('/')[1] ?? '');
  return [...new Set(names.filter((name) => name !== 'amd64' && name !== '386'))];
}

/** A name for jobs of each image; empty where there is only one. */
export function suffixes(images: readonly CiImage[]): readonly string[] {
  const taken = new Set<string>();
  return images.map(({ repository }) => {
    if (images.length === 1) return '';
    const last = repository.slice(repository.lastIndexOf('/') + 1);
    // Without the sign in front of $CI_REGISTRY_IMAGE.
    const name = last.replace(/[^a-z0-9-]+/gi, '-').replace(/^-+/, '');
    let suffix = `-${name}`;
    for (let count = 2; taken.has(suffix); count += 1) suffix = `-${name}-${count}`;
    taken.add(suffix);
    return suffix;
  });
}
