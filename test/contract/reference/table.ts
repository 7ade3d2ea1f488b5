/** A Markdown table without padding, so that a changed row changes no other line. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [heads, heads.map(() => '---'), ...rows].map(line).join('\n');
}

/** Words in the type of code. */
export function code(words: string): string {
  return words === '' ? '' : `\`${words}\``;
}

/** A text of package.nls.json for a table: its links to commands and settings become words. */
export function plain(text: string): string {
  return text
    .replaceAll(/\[([^\]]+)\]\((?:command:)?[^()\s]*\)/g, '**$1**')
    .replaceAll(/`#([\w.]+)#`/g, '`$1`');
}

/** A pipe would end the cell, also within code; a line break the row. */
function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
}
