/**
 * What becomes of a text, for people: lines that go with `-`, lines that come with `+`, and up to three lines
 * on both sides that stay. One stretch from the first change to the last one.
 */
export function changedLines(before: string, after: string): string {
  const old = before.split('\n');
  const now = after.split('\n');
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const around = 3;
  const rows = [
    ...old.slice(Math.max(0, head - around), head).map((line) => `  ${line}`),
    ...old.slice(head, old.length - tail).map((line) => `- ${line}`),
    ...now.slice(head, now.length - tail).map((line) => `+ ${line}`),
    ...now.slice(now.length - tail, now.length - tail + around).map((line) => `  ${line}`),
  ];
  return `${rows.map((row) => row.trimEnd()).join('\n')}\n`;
}
