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

/**
 * What Markdown would read (GitHub Flavored Markdown 0.29), and GitHub besides: mentions, emoji (`:tada:`), formulas and
 * numbers of issues. Parentheses are links, and `!` an image, only beside brackets, which are there already.
 */
const read = new RegExp(
  [
    '[\\\\`*[\\]<#|~$]',
    String.raw`(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])`,
    String.raw`&(?=[#\p{L}])`,
    String.raw`(?<=(?<![\p{L}\p{N}])www)\.`,
    // A digest is nobody's name.
    String.raw`@(?!(?<=[a-z\d]@)sha\d{3}:)`,
    String.raw`:(?=\/\/)|(?<=\b(?:mailto|xmpp)):`,
    String.raw`:(?=\d{0,4}[a-z+_-][\w+-]{0,40}:|100:|1234:)`,
    // A list, a quotation, a heading or a rule, where a line begins.
    String.raw`[>=](?<=^\s*[>=])|[-+](?<=^\s*[-+])(?=\s|$)|-(?<=^\s*-)(?=[-\s]+$)`,
    String.raw`[.)](?<=^\s*\d{1,9}[.)])(?=\s|$)`,
  ].join('|'),
  'giu',
);

/** Words that files and registries wrote, as nothing but words: no markup, link or line of their own. */
export function plain(text: string): string {
  return oneLine(text).replace(read, (sign) =>
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
