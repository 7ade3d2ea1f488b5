/** The words that a page is written in. */
export interface Wording {
  /** As `l10n` of the editor. */
  readonly l10n: { t(message: string, ...args: (string | number)[]): string };
  /** For numbers, as BCP 47 names it, e.g. `en`. */
  readonly language: string;
}

const units = ['kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for people, in powers of 1000 as docker and registries give them: `3.6 MB`. */
export function bytesText(bytes: number, { l10n, language }: Wording): string {
  if (bytes < 1000) return exactBytes(bytes, { l10n, language });
  let value = bytes;
  let unit: (typeof units)[number] = units[0];
  for (unit of units) {
    value /= 1000;
    // 999.5 kB would be written as 1,000 kB.
    if (value < 999.5) break;
  }
  const digits = { maximumFractionDigits: value < 99.95 ? 1 : 0 };
  return l10n.t('{0} {1}', new Intl.NumberFormat(language, digits).format(value), unit);
}

/** A number of bytes as it is: `3,623,807 bytes`. */
export function exactBytes(bytes: number, { l10n, language }: Wording): string {
  const number = new Intl.NumberFormat(language).format(bytes);
  return bytes === 1 ? l10n.t('1 byte') : l10n.t('{0} bytes', number);
}
