/** Whether a text is an address that Go's net.ParseIP takes: without a zone, without leading zeros. */
export function isIpAddress(text: string): boolean {
  return text.includes(':') ? isVersion6(text) : isVersion4(text);
}

function isVersion4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every(isByte);
}

function isByte(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,2})$/.test(text) && Number(text) < 256;
}

/** How many groups of 16 bits an address of version 6 has. */
const GROUPS = 8;

function isVersion6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const [before = 0, after] = halves.map((half, index) =>
    half === '' && halves.length === 2 ? 0 : countGroups(half, index === halves.length - 1),
  );
  if (after === undefined) return before === GROUPS;
  // A `::` stands for one group at least.
  return before + after < GROUPS;
}

/** Infinity when it is not an address. The last group may be written as one of version 4. */
function countGroups(text: string, isEnd: boolean): number {
  const groups = text.split(':');
  const last = isEnd && text.includes('.') ? groups.pop() : undefined;
  if (last !== undefined && !isVersion4(last)) return Infinity;
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return Infinity;
  return groups.length + (last === undefined ? 0 : 2);
}
