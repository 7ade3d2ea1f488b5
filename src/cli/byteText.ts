const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A length in bytes for people, in decimal units as docker prints them: `512 B`, `1.12 MB`, `31.4 MB`. */
export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : Number(value.toPrecision(3))} ${units[power] ?? ''}`;
}
