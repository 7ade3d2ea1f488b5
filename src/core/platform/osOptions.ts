import { fail, succeed, type Result } from '../result.ts';
import { quote } from './quote.ts';

/** Percent-encodes what would end an OS version or feature inside a specifier: `% + ( ) /`. */
export function encodeOsOption(option: string): string {
  return option.replace(
    /[%+()/]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Reads a percent-encoded OS version or feature; fails on an incomplete escape, as Go's PathUnescape. */
export function decodeOsOption(option: string): Result<string> {
  const bad = /%(?![0-9A-Fa-f]{2})/.exec(option);
  if (bad) return fail(`invalid URL escape ${quote(option.slice(bad.index, bad.index + 3))}`);
  try {
    return succeed(decodeURIComponent(option));
  } catch {
    // Bytes that are not UTF-8, which no text can hold.
    return succeed(option.replace(/(?:%[89A-Fa-f][0-9A-Fa-f])+/g, '\ufffd'));
  }
}
