/** Where the rules are documented; a rule's code follows. */
export const rulePage = 'https://github.com/multiarch-dev/multiarch/blob/main/docs/rules.md#';

/** The lines of a table (GitHub Flavored Markdown 0.29); none without rows. Cells are Markdown. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  if (rows.length === 0) return [];
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
}

/** Words that files and registries wrote, as nothing but words: no markup, link or line of their own. */
export function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>()#+!|~&$@:]/g, (sign) =>
    sign === ':' || sign === '@' ? `&#${sign.charCodeAt(0)};` : `\\${sign}`,
  );
}

/** As code: no backtick may end it, and no bar the cell of a table. */
export function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', '’').replaceAll('|', '¦')}\``;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
}
