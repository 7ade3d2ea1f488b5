/** Words that a platform of a spec is usually written with, the commonest first. */
export const specWords: {
  readonly os: readonly string[];
  readonly architecture: readonly string[];
  /** By architecture; those that have none are left out. */
  readonly variants: Readonly<Record<string, readonly string[]>>;
} = {
  os: ['linux', 'windows', 'freebsd', 'darwin'],
  architecture: [
    'amd64',
    'arm64',
    'arm',
    '386',
    'ppc64le',
    's390x',
    'riscv64',
    'loong64',
    'mips64le',
    'wasm',
  ],
  variants: {
    arm: ['v7', 'v6', 'v5', 'v8'],
    arm64: ['v8', 'v8.1', 'v8.2', 'v9'],
    amd64: ['v1', 'v2', 'v3', 'v4'],
  },
};

/**
 * How tools treat a variant (buildx 0.29 imagetools create, manifest-tool 2.2.1 v2/pkg/util/os.go); undefined
 * where all of them keep it.
 */
export function variantNote(architecture: string, variant: string): string | undefined {
  if (architecture === 'arm64' && variant === 'v8') {
    return 'arm64 is v8 for every tool that pulls. It is written into the list here and by manifest-tool; docker buildx imagetools create drops it.';
  }
  if (architecture === 'arm' && ['v5', 'v6', 'v7'].includes(variant)) return undefined;
  return 'manifest-tool refuses it: it knows v5, v6 and v7 of arm, and v8 of arm64. It is written into the list here.';
}
