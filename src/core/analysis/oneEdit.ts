/**
 * Whether one edit makes one word of another: a character more, less, or another one, or two
 * neighbours that changed places.
 */
export function isOneEditAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  const isPair = left.length === 2 && right.length === 2;
  return isPair && left === right.charAt(1) + right.charAt(0);
}
