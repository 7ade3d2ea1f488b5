const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/**
 * A number of bytes for people, in three digits and powers of 1000 as docker writes them: `3.21 MB`.
 *
 * @param bytes 0 and above
 */
export function sizeText(bytes: number): string {
  let size = bytes;
  let at = 0;
  while (size >= 999.5 && at < units.length - 1) {
    size /= 1000;
    at += 1;
  }
  const digits = at === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${size.toFixed(digits)} ${units[at] ?? ''}`;
}
