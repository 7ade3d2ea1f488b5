import { stripVTControlCharacters } from 'node:util';

/** Codes of a terminal (ECMA-48, SGR): the theme decides what they look like. */
const codes = {
  faint: '2',
  bold: '1',
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  cyan: '36',
} as const;

/** How a part of a line looks. */
export type Style = keyof typeof codes;

/** Part of a line. Its text steers no terminal, whatever it is. */
export interface StyledText {
  readonly text: string;
  readonly style?: Style;
}

/** A line for a terminal. @param columns cuts it so that it fills no second row */
export function renderLine(parts: readonly StyledText[], columns = Infinity): string {
  let left = columns - 1;
  let line = '';
  for (const { text, style } of parts) {
    const characters = Array.from(printable(text));
    const isCut = characters.length > left;
    const shown = isCut
      ? `${characters.slice(0, Math.max(0, left)).join('')}…`
      : characters.join('');
    line += style === undefined ? shown : `\x1b[${codes[style]}m${shown}\x1b[0m`;
    if (isCut) return line;
    left -= characters.length;
  }
  return line;
}

/** Clears the rows above the cursor, and puts it where they began. */
export function clearRows(count: number): string {
  return count === 0 ? '' : `\x1b[${count}A\r\x1b[J`;
}

/** Text of a tool, without what would steer the terminal or hide other text. */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\t/g, '    ')
    .replace(/\p{Cc}|\p{Cf}/gu, '');
}
