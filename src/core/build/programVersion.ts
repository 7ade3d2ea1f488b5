/** A version of a program: major, minor, patch. */
export type ProgramVersion = readonly [number, number, number];

/** Reads the beginning of a version, e.g. `7.2.19`, `7.2` or `0.25.0-rc1`; undefined for other texts. */
export function parseProgramVersion(text: string): ProgramVersion | undefined {
  const [, major, minor, patch] = /^(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?(?!\d)/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return [Number(major), Number(minor), Number(patch ?? 0)];
}

/** Negative when the first is older, positive when it is newer. */
export function compareProgramVersions(a: ProgramVersion, b: ProgramVersion): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
