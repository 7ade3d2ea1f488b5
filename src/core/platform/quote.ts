/**
 * Quotes a text the way Go's `%q` does, because the messages of BuildKit's libraries do.
 *
 * @example quote('a"b') === '"a\\"b"'
 */
export function quote(text: string): string {
  let quoted = '"';
  for (const character of text) quoted += quoteCharacter(character);
  return quoted + '"';
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

/** What Go's unicode.IsPrint accepts: the space is the only blank. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function quoteCharacter(character: string): string {
  const escape = SHORT_ESCAPES.get(character);
  if (escape !== undefined) return escape;
  if (PRINTABLE.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  // A lone surrogate has no UTF-8 form, so a Go program reads the replacement character.
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
