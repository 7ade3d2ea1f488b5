/** Characters that mean nothing to a POSIX shell, wherever they stand in a word. */
const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** Words as a line that a POSIX shell reads back into the same words, to be shown and pasted. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
