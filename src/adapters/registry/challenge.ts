/** One way in that a registry offers in a `WWW-Authenticate` header. */
export interface Challenge {
  readonly scheme: 'bearer' | 'digest' | 'basic';
  /** Names in lower case, e.g. `realm`, `service`, `scope`, `error`. */
  readonly params: Readonly<Record<string, string>>;
}

/** Strongest first: the order in which containerd tries them. */
const schemes: readonly Challenge['scheme'][] = ['bearer', 'digest', 'basic'];

/** RFC 9110 section 5.6.2: visible ASCII without the delimiters. */
const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]*/y;
const space = /[ \t\r\n]*/y;

/**
 * Reads the `WWW-Authenticate` headers of an answer, one challenge per header value, strongest
 * scheme first. Unknown schemes are left out and what follows a syntax error is ignored, exactly as
 * containerd 2.3 does (core/remotes/docker/auth/parse.go), so that a header which BuildKit
 * misreads is misread here too.
 */
export function parseChallenge(headers: readonly string[]): Challenge[] {
  return headers
    .map(parseHeader)
    .filter((challenge) => challenge !== undefined)
    .sort((a, b) => schemes.indexOf(a.scheme) - schemes.indexOf(b.scheme));
}

function parseHeader(text: string): Challenge | undefined {
  const reader = new HeaderReader(text);
  const name = reader.token().toLowerCase();
  const scheme = schemes.find((known) => known === name);
  // Built from entries: a parameter called __proto__ is then a parameter like any other.
  return scheme && { scheme, params: Object.fromEntries(readParams(reader)) };
}

function readParams(reader: HeaderReader): Map<string, string> {
  const params = new Map<string, string>();
  do {
    reader.skipSpace();
    const key = reader.token().toLowerCase();
    if (key === '' || !reader.take('=')) break;
    params.set(key, reader.take('"') ? reader.quoted() : reader.token());
    reader.skipSpace();
  } while (reader.take(','));
  return params;
}

class HeaderReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  token(): string {
    return this.#match(token);
  }

  skipSpace(): void {
    this.#match(space);
  }

  take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** The rest of a quoted string after its opening quote; empty when it never closes. */
  quoted(): string {
    const parts: string[] = [];
    for (; this.#at < this.#text.length; this.#at++) {
      if (this.#text[this.#at] === '"') {
        this.#at++;
        return parts.join('');
      }
      if (this.#text[this.#at] === '\\') this.#at++;
      parts.push(this.#text[this.#at] ?? '');
    }
    return '';
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }
}
