/** Prints a table in Markdown, as docs/benchmarks.md takes it: the first column is text, the others numbers. */
export function printTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const lines = [[title, ...columns], ...rows];
  const widths = lines[0]?.map((_, at) => Math.max(3, ...lines.map((cells) => size(cells[at]))));
  const print = (cells: readonly string[]) => {
    const padded = (widths ?? []).map((width, at) => (cells[at] ?? '').padEnd(width));
    console.log(`| ${padded.join(' | ')} |`);
  };
  const [head = [], ...body] = lines;
  console.log('');
  print(head);
  print((widths ?? []).map((width) => '-'.repeat(width)));
  body.forEach(print);
}

function size(text = ''): number {
  return text.length;
}

/** e.g. `1.23 s`, `45 ms`; nothing for what is not known. */
export function timeText(seconds: number): string {
  if (Number.isNaN(seconds)) return '';
  if (seconds >= 10) return `${seconds.toFixed(1)} s`;
  if (seconds >= 1) return `${seconds.toFixed(2)} s`;
  return `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 0)} ms`;
}

/** e.g. `0.42 ×`; nothing for what is not known. */
export function ratioText(ratio: number): string {
  if (Number.isNaN(ratio)) return '';
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;
}

/** e.g. `136 MB`; nothing for what is not known. */
export function memoryText(megabytes: number): string {
  return Number.isNaN(megabytes) ? '' : `${megabytes.toFixed(0)} MB`;
}
