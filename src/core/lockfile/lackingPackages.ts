import { normalizePlatform, parsePlatform } from '../platform/platform.ts';
import type { Libc, LockedBuild, LockFile } from './lockedPackage.ts';

/** A package that a lock file pins without a build for a platform. */
export interface LackingPackage {
  readonly name: string;
  /** The build that the file names and does not pin; absent where there is none. */
  readonly missing?: string;
}

/**
 * The packages of a lock file that have builds for other architectures of a platform's system, and none for
 * its own. One that is made for another system only (fsevents) is not missed.
 *
 * @param platform formatted
 * @param libc the C library of the system, where it is known
 */
export function lackingPackages(
  { packages }: LockFile,
  platform: string,
  libc?: Libc,
): readonly LackingPackage[] {
  const parsed = parsePlatform(platform);
  if (!parsed.ok) return [];
  const { os, architecture, variant } = normalizePlatform(parsed.value);
  const wanted = [
    architecture,
    ...(variant === undefined ? [] : [`${architecture}/${variant}`]),
    // What was made for version 6 runs on 7.
    ...(architecture === 'arm' ? ['arm/v6'] : []),
  ];
  const isOf = ({ systems, libc: own }: LockedBuild) =>
    (systems === undefined || systems.includes(os)) &&
    (libc === undefined || own === undefined || own === libc);
  const serves = ({ architectures }: LockedBuild) =>
    architectures === undefined || architectures.some((each) => wanted.includes(each));
  return packages.flatMap(({ name, builds, itself }): readonly LackingPackage[] => {
    if (itself !== undefined && !(isOf(itself) && serves(itself))) return [];
    const own = builds.filter(isOf);
    if (own.some((build) => build.isLocked && serves(build))) return [];
    const missing = own.find((build) => !build.isLocked && serves(build));
    if (missing !== undefined) return [{ name, missing: missing.name }];
    return own.some(({ isLocked }) => isLocked) ? [{ name }] : [];
  });
}
