const KNOWN: ReadonlySet<string> = new Set([
  '386',
  'amd64',
  'amd64p32',
  'arm',
  'armbe',
  'arm64',
  'arm64be',
  'loong64',
  'mips',
  'mipsle',
  'mips64',
  'mips64le',
  'mips64p32',
  'mips64p32le',
  'ppc',
  'ppc64',
  'ppc64le',
  'riscv',
  'riscv64',
  's390',
  's390x',
  'sparc',
  'sparc64',
  'wasm',
]);

const ARM_VARIANTS: ReadonlyMap<string, string> = new Map([
  ['', 'v7'],
  ['5', 'v5'],
  ['6', 'v6'],
  ['7', 'v7'],
  ['8', 'v8'],
]);

const ARM64_VARIANTS: ReadonlyMap<string, string> = new Map([
  ['8', ''],
  ['v8', ''],
  ['v8.0', ''],
  ['9', 'v9'],
  ['9.0', 'v9'],
  ['v9.0', 'v9'],
]);

/**
 * Whether a normalised word alone names an architecture (containerd/platforms v1.0.0-rc.4,
 * database.go). In a specifier of two or three parts any word will do.
 */
export function isKnownArchitecture(architecture: string): boolean {
  return KNOWN.has(architecture);
}

/** An architecture and its variant, '' when it has none. */
export interface Architecture {
  readonly architecture: string;
  readonly variant: string;
}

/**
 * The one spelling of an architecture: lower case, aliases resolved, default variants dropped
 * (amd64/v1, arm64/v8) or filled in (arm is v7). As normalizeArch of containerd/platforms v1.0.0-rc.4.
 */
export function normalizeArchitecture(word: string, written: string): Architecture {
  const architecture = word.toLowerCase();
  const variant = written.toLowerCase();
  switch (architecture) {
    case 'i386':
      return { architecture: '386', variant: '' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { architecture: 'amd64', variant: variant === 'v1' ? '' : variant };
    case 'aarch64':
    case 'arm64':
      return { architecture: 'arm64', variant: ARM64_VARIANTS.get(variant) ?? variant };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'arm':
      return { architecture: 'arm', variant: ARM_VARIANTS.get(variant) ?? variant };
    default:
      return { architecture, variant };
  }
}
