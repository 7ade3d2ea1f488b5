/** One build of a package: for a platform, or for all that its system and processor allow. */
export interface LockedBuild {
  /** The package or file that holds it, as the lock file names it. */
  readonly name: string;
  /** As platforms write it, e.g. `linux`; absent: all. */
  readonly systems?: readonly string[];
  /** Processors as platforms write them, e.g. `arm64`, `arm/v7`; absent: all. */
  readonly architectures?: readonly string[];
  /** The C library that it needs; absent: either, or not known. */
  readonly libc?: Libc;
  /** Whether the file pins it. One that is only named is installed by nobody who goes by the file. */
  readonly isLocked: boolean;
}

/** The C library of a Linux system: that of Debian and most others, or that of Alpine. */
export type Libc = 'glibc' | 'musl';

/** A package that has a build for each platform. */
export interface LockedPackage {
  readonly name: string;
  readonly builds: readonly LockedBuild[];
  /** What it is itself for, where that is not every platform: it is installed nowhere else. */
  readonly itself?: LockedBuild;
}

/** What a lock file pins that is not the same for every platform. */
export interface LockFile {
  /**
   * Whose platform counts: that of the stage in which packages are installed, or that of the result, for
   * which a tool may restore packages on another machine.
   */
  readonly installs: 'for-stage' | 'for-target';
  readonly packages: readonly LockedPackage[];
}
