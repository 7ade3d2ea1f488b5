/**
 * What a registry wrote in the body of an error, as ` (“…”)` for the middle of a sentence, or
 * nothing. One printable line of at most 200 characters: of JSON the first error's message (or code),
 * of other text nothing but its first line, of web pages nothing.
 *
 * @param secret what is not repeated: a body that holds it is not quoted at all
 */
export function quoteBody(body: string, secret = ''): string {
  if (secret !== '' && body.includes(secret)) return '';
  const line = printable(errorMessage(body) ?? (/^\s*[<{[]/.test(body) ? '' : body));
  return line === '' ? '' : ` (“${line}”)`;
}

/** The first printable line of a text, at most 200 characters. */
export function printable(text: string): string {
  const line =
    text
      .slice(0, 2000)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  const clean = line.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]+/gu, ' ').trim();
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean;
}

/** The error shape of the OCI distribution specification 1.1, and of token servers. */
function errorMessage(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const first = field(field(parsed, 'errors'), '0');
  const candidates = [
    field(first, 'message'),
    field(first, 'code'),
    field(parsed, 'details'),
    field(parsed, 'message'),
  ];
  return candidates.find((text): text is string => typeof text === 'string' && text !== '');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
