import type { Platform } from './platform.ts';

/** Names of architectures by BuildKit's own, `arm` with its variant. */
type Names = Readonly<Record<string, string>>;

const GNU: Names = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  '386': 'i686',
  'arm/v7': 'armv7l',
  'arm/v6': 'armv6l',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
};

const DOCKER: Names = {
  amd64: 'amd64',
  arm64: 'arm64',
  '386': '386',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  mips64le: 'mips64le',
};

/**
 * The ways in which projects name one and the same file for several architectures.
 *
 * - `docker`: Go's words, which are BuildKit's. What such projects call 32-bit ARM differs
 * - `go`: GOARCH itself
 * - `debian`: Debian's ports (www.debian.org/ports)
 * - `gnu`: `uname -m`, and the platform tags of Python wheels
 * - `release`: what GoReleaser's usual template makes of it, `Linux_x86_64` and `Linux_arm64`
 * - `node`: `process.arch` of Node.js, with the words of its downloads
 * - `dotnet`: the architectures of .NET runtime identifiers
 * - `protobuf`: releases of protoc
 * - `multiarch`: Debian's folders for libraries and prefixes of tools (wiki.debian.org/Multiarch/Tuples)
 * - `rust-gnu`, `rust-musl`: targets of rustc
 * - `gnu-musl`: prefixes of tools for musl
 */
const NAMINGS = {
  docker: DOCKER,
  go: { ...DOCKER, 'arm/v7': 'arm', 'arm/v6': 'arm', 'arm/v5': 'arm' },
  debian: {
    amd64: 'amd64',
    arm64: 'arm64',
    '386': 'i386',
    'arm/v7': 'armhf',
    'arm/v5': 'armel',
    ppc64le: 'ppc64el',
    s390x: 's390x',
    riscv64: 'riscv64',
    loong64: 'loong64',
    mips64le: 'mips64el',
  },
  gnu: GNU,
  release: { amd64: 'x86_64', arm64: 'arm64', '386': 'i386' },
  node: { amd64: 'x64', arm64: 'arm64', 'arm/v7': 'armv7l', ppc64le: 'ppc64le', s390x: 's390x' },
  dotnet: {
    amd64: 'x64',
    arm64: 'arm64',
    '386': 'x86',
    'arm/v7': 'arm',
    ppc64le: 'ppc64le',
    s390x: 's390x',
  },
  protobuf: {
    amd64: 'x86_64',
    arm64: 'aarch_64',
    '386': 'x86_32',
    ppc64le: 'ppcle_64',
    s390x: 's390_64',
  },
  multiarch: {
    amd64: 'x86_64-linux-gnu',
    arm64: 'aarch64-linux-gnu',
    '386': 'i386-linux-gnu',
    'arm/v7': 'arm-linux-gnueabihf',
    'arm/v5': 'arm-linux-gnueabi',
    ppc64le: 'powerpc64le-linux-gnu',
    s390x: 's390x-linux-gnu',
    riscv64: 'riscv64-linux-gnu',
  },
  'gnu-musl': {
    amd64: 'x86_64-linux-musl',
    arm64: 'aarch64-linux-musl',
    '386': 'i686-linux-musl',
    'arm/v7': 'armv7-linux-musleabihf',
    ppc64le: 'powerpc64le-linux-musl',
    s390x: 's390x-linux-musl',
    riscv64: 'riscv64-linux-musl',
  },
  'rust-gnu': rustTargets('gnu'),
  'rust-musl': rustTargets('musl'),
} satisfies Record<string, Names>;

/** A way of naming architectures. */
export type Naming = keyof typeof NAMINGS;

/** What an architecture is called; undefined where it has no name that is known. */
export function nameIn(naming: Naming, platform: Platform): string | undefined {
  const names: Names = NAMINGS[naming];
  const { architecture, variant = '' } = platform;
  const key = architecture === 'arm' ? `arm/${variant === '' ? 'v7' : variant}` : architecture;
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

function rustTargets(library: 'gnu' | 'musl'): Names {
  return {
    amd64: `x86_64-unknown-linux-${library}`,
    arm64: `aarch64-unknown-linux-${library}`,
    '386': `i686-unknown-linux-${library}`,
    'arm/v7': `armv7-unknown-linux-${library}eabihf`,
    'arm/v6': `arm-unknown-linux-${library}eabihf`,
    'arm/v5': `armv5te-unknown-linux-${library}eabi`,
    ppc64le: `powerpc64le-unknown-linux-${library}`,
    s390x: `s390x-unknown-linux-${library}`,
    riscv64: `riscv64gc-unknown-linux-${library}`,
  };
}
