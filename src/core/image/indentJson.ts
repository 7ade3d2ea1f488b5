/** Deeper levels are not indented any further: a hostile text would grow with the square of its length. */
const maxIndent = 100;

const blanks = new Set([' ', '\t', '\r', '\n']);
const signs = new Set(['{', '}', '[', ']', ',', ':', '"']);

/**
 * Indents a JSON text by two, one member a line. Every word and number stays as it is written: nothing is
 * parsed, so that what is read is what its digest was made of. Any text is taken, also one that is no JSON;
 * the time is linear.
 */
export function indentJson(text: string): string {
  const parts: string[] = [];
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const sign = text[at] ?? '';
    const start = at++;
    if (blanks.has(sign)) continue;
    if (sign === '{' || sign === '[') {
      while (blanks.has(text[at] ?? '')) at++;
      const isEmpty = text[at] === (sign === '{' ? '}' : ']');
      parts.push(isEmpty ? `${sign}${text[at++] ?? ''}` : sign + newLine(++depth));
    } else if (sign === '}' || sign === ']') {
      depth = Math.max(0, depth - 1);
      parts.push(newLine(depth) + sign);
    } else if (sign === ',') {
      parts.push(sign + newLine(depth));
    } else if (sign === ':') {
      parts.push(': ');
    } else {
      at = sign === '"' ? endOfString(text, at) : endOfWord(text, at);
      parts.push(text.slice(start, at));
    }
  }
  return parts.join('');
}

function newLine(depth: number): string {
  return `\n${'  '.repeat(Math.min(depth, maxIndent))}`;
}

function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !blanks.has(text[at] ?? '') && !signs.has(text[at] ?? '')) at++;
  return at;
}
