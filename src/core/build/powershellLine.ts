/**
 * Characters that mean nothing to PowerShell within a word that is no command: a comma makes a list, `@` spreads one,
 * and a backslash is no more than a part of a path (about_Parsing, PowerShell 5.1 and 7).
 */
const plain = /^[A-Za-z0-9_+=:./\\-]+$/;

/**
 * Words as a line that PowerShell, the terminal of Windows, reads back into the same words, to be shown and pasted.
 * Versions before 7.3 lose double quotes within a word on the way to a program, whatever is written.
 */
export function powershellLine(words: readonly string[]): string {
  const line = words.map(quoted).join(' ');
  // A quoted word alone is a text, and no command.
  return line.startsWith("'") ? `& ${line}` : line;
}

function quoted(word: string): string {
  // A number with a unit would be worked out, and an option be cut at a dot or a colon.
  return plain.test(word) && !/^[\d.+-]+[kmgtp]b$|^-.*[.:]/i.test(word)
    ? word
    : `'${word.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
}
