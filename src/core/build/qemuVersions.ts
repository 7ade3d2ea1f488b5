import {
  compareProgramVersions,
  parseProgramVersion,
  type ProgramVersion,
} from './programVersion.ts';

/** What goes wrong with some versions of QEMU's user mode; each has a text in the editor. */
export type QemuDefect =
  | 'go-start-process'
  | 'ldconfig-crash'
  | 'go-pointer-packing'
  | 'mimalloc-crash'
  | 'openat2-missing'
  | 'openat2-flags'
  | 'random-crash'
  | 'java-threads'
  | 'detection-flaky'
  | 'guest-memory'
  | 'go-signals'
  | 'float-conversion';

/** Versions that are known to fail, and who says so. */
export interface KnownBadVersions {
  readonly defect: QemuDefect;
  /** First version that fails. */
  readonly from: ProgramVersion;
  /** First version that does not fail any more; absent when none is known. */
  readonly before?: ProgramVersion;
  /** Emulated architectures that fail; all when absent. */
  readonly architectures?: readonly string[];
  /** Architectures of the machine on which they fail; all when absent. */
  readonly machines?: readonly string[];
  /** Only builds as those of tonistiigi/binfmt, from which BuildKit's image has its emulators. */
  readonly ofImage?: boolean;
  /** The page that says so. */
  readonly source: string;
}

/**
 * What was reported of QEMU's user mode in containers. A row says no more than its source: where that
 * names one version, the row has one version.
 */
export const knownBadVersions: readonly KnownBadVersions[] = [
  {
    defect: 'go-start-process',
    from: [7, 2, 0],
    before: [8, 0, 0],
    source: 'https://github.com/golang/go/issues/69259',
  },
  {
    defect: 'ldconfig-crash',
    from: [4, 2, 0],
    before: [5, 0, 0],
    architectures: ['arm64'],
    source: 'https://github.com/moby/moby/issues/43039',
  },
  {
    defect: 'ldconfig-crash',
    from: [8, 1, 5],
    before: [8, 2, 0],
    architectures: ['arm64'],
    source: 'https://github.com/docker/for-win/issues/15004',
  },
  {
    defect: 'ldconfig-crash',
    from: [9, 2, 0],
    before: [9, 2, 1],
    architectures: ['arm64'],
    source: 'https://github.com/tonistiigi/binfmt/issues/245',
  },
  {
    defect: 'ldconfig-crash',
    from: [9, 2, 2],
    before: [9, 2, 3],
    architectures: ['arm64'],
    source: 'https://github.com/tonistiigi/binfmt/pull/244',
  },
  {
    defect: 'go-pointer-packing',
    from: [9, 0, 2],
    before: [9, 0, 3],
    architectures: ['amd64'],
    machines: ['arm64'],
    source: 'https://github.com/golang/go/issues/69255',
  },
  {
    defect: 'go-pointer-packing',
    from: [10, 0, 4],
    before: [10, 0, 5],
    architectures: ['amd64'],
    machines: ['arm64'],
    source: 'https://github.com/tonistiigi/binfmt/issues/269',
  },
  {
    defect: 'mimalloc-crash',
    from: [10, 2, 3],
    before: [10, 2, 4],
    architectures: ['amd64'],
    machines: ['arm64'],
    source: 'https://github.com/NixOS/nix/issues/16184',
  },
  {
    defect: 'openat2-missing',
    from: [0, 0, 0],
    before: [9, 2, 0],
    source: 'https://github.com/abiosoft/colima/issues/1613',
  },
  {
    defect: 'openat2-flags',
    from: [9, 2, 2],
    before: [10, 1, 3],
    architectures: ['arm64'],
    ofImage: true,
    source: 'https://github.com/elastic/elasticsearch/pull/155888',
  },
  {
    defect: 'random-crash',
    from: [7, 0, 0],
    before: [8, 1, 0],
    ofImage: true,
    source: 'https://github.com/ssciwr/clang-format-wheel/pull/125',
  },
  {
    defect: 'java-threads',
    from: [6, 1, 0],
    before: [6, 1, 1],
    architectures: ['arm64'],
    source: 'https://github.com/tonistiigi/binfmt/issues/72',
  },
  {
    defect: 'detection-flaky',
    from: [5, 1, 0],
    before: [5, 2, 1],
    architectures: ['arm64'],
    source: 'https://github.com/docker/buildx/issues/542',
  },
  {
    defect: 'guest-memory',
    from: [5, 2, 0],
    before: [6, 0, 0],
    source: 'https://github.com/go-debos/debos/pull/261',
  },
  {
    defect: 'go-signals',
    from: [4, 2, 0],
    before: [4, 3, 0],
    source: 'https://github.com/golang/go/issues/33746',
  },
  {
    defect: 'float-conversion',
    from: [3, 1, 0],
    before: [4, 2, 0],
    architectures: ['ppc64le'],
    source: 'https://github.com/golang/go/issues/34139',
  },
];

/** Where an emulator of a version is at work. */
export interface EmulatorUse {
  /** What it emulates, e.g. `arm64`. */
  readonly architecture: string;
  /** Architecture of the machine, where it is known. */
  readonly machine?: string | undefined;
  /** Whether this QEMU is known to be a build of tonistiigi/binfmt. */
  readonly ofImage: boolean;
}

/**
 * What is known to go wrong with a version. A row for one kind of machine or build does not count
 * where that is not known: no warning comes from a guess.
 *
 * @param version e.g. `7.2.19`, with anything after the third number; nothing is found for other texts
 */
export function knownDefects(version: string, use: EmulatorUse): readonly KnownBadVersions[] {
  const parsed = parseProgramVersion(version);
  if (parsed === undefined) return [];
  return knownBadVersions.filter(
    ({ from, before, architectures, machines, ofImage }) =>
      compareProgramVersions(parsed, from) >= 0 &&
      (before === undefined || compareProgramVersions(parsed, before) < 0) &&
      (architectures?.includes(use.architecture) ?? true) &&
      (machines === undefined || machines.some((machine) => machine === use.machine)) &&
      (ofImage !== true || use.ofImage),
  );
}

/** A version as people write it, e.g. `7.2.0`. */
export function formatQemuVersion(version: ProgramVersion): string {
  return version.join('.');
}
