/** What may stand behind a number, and no more: `k`, `kb` and `kib` mean the same. */
const UNIT = /^(?:b|[kmgtp](?:i?b)?)?$/i;

/** A decimal number as Go's strconv.ParseFloat takes it. */
const DECIMAL = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?$/i;

/** A hexadecimal one, which needs an exponent. */
const HEXADECIMAL = /^[+-]?0x(?:[0-9a-f]+(?:\.[0-9a-f]*)?|\.[0-9a-f]+)p[+-]?[0-9]{1,3}$/i;

/**
 * Whether a text is a number of bytes such as `64m` or `1.5 GiB`, as in the size of a tmpfs mount
 * (docker/go-units 0.5, size.go, RAMInBytes).
 */
export function isByteSize(text: string): boolean {
  let end = text.length;
  while (end > 0 && !/[0-9. ]/.test(text.charAt(end - 1))) end -= 1;
  const number = text.slice(0, text[end - 1] === ' ' ? end - 1 : end);
  return UNIT.test(text.slice(end)) && isNumber(number);
}

/** Whether it is a number that is not negative and that a double can hold. */
function isNumber(text: string): boolean {
  if (/^[+-]?0x/i.test(text)) {
    const digits = text.replace(/([0-9a-fx])_(?=[0-9a-f])/gi, '$1');
    return HEXADECIMAL.test(digits) && !text.startsWith('-');
  }
  const digits = text.replace(/([0-9])_(?=[0-9])/g, '$1');
  return DECIMAL.test(digits) && Number(digits) >= 0 && Number.isFinite(Number(digits));
}
