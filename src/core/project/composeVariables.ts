/** How deep a default may hold variables itself. */
const deepest = 10;

/** Longest text that is made, in characters: nothing that a build is told is near it, and each variable may be long. */
const longest = 4_096;

/**
 * Puts variables in place as Compose does (compose-spec, "Interpolation"): `$NAME`, `${NAME}`, with `-`,
 * `?` and `+`, each also after a colon, and `$$` for a dollar.
 *
 * @param variables what is set, e.g. in the file `.env`
 * @returns undefined where it depends on a variable that is not set and has no default, or on one that
 *   Compose demands, where it is no such text, and where over 4,096 characters come of it
 */
export function interpolate(
  text: string,
  variables: Readonly<Record<string, string>> = {},
): string | undefined {
  if (!text.includes('$')) return text;
  return new Interpolation(text, variables).read(undefined, 0);
}

const name = /[A-Za-z_][A-Za-z0-9_]*/y;

/** A walk over one text, from left to right. */
class Interpolation {
  readonly #text: string;
  readonly #variables: Readonly<Record<string, string>>;
  #at = 0;

  constructor(text: string, variables: Readonly<Record<string, string>>) {
    this.#text = text;
    this.#variables = variables;
  }

  /** Reads up to the end, or to a bracket, which is taken. */
  read(end: '}' | undefined, depth: number): string | undefined {
    // Nothing that follows can make it known, and nobody needs to find an end.
    if (depth > deepest) return undefined;
    const parts: string[] = [];
    let isKnown = true;
    let length = 0;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at];
      this.#at += 1;
      if (character === end) return isKnown ? parts.join('') : undefined;
      const part = character === '$' ? this.#variable(depth) : character;
      length += part?.length ?? 0;
      if (part === undefined || length > longest) isKnown = false;
      else parts.push(part);
    }
    return end === undefined && isKnown ? parts.join('') : undefined;
  }

  #variable(depth: number): string | undefined {
    if (this.#take('$')) return '$';
    const isBraced = this.#take('{');
    const found = this.#name();
    if (found === undefined) return undefined;
    const value = Object.hasOwn(this.#variables, found) ? this.#variables[found] : undefined;
    if (!isBraced || this.#take('}')) return value;
    const isForEmpty = this.#take(':');
    const isSet = value !== undefined && !(isForEmpty && value === '');
    const sign = this.#text[this.#at];
    this.#at += 1;
    const other = this.read('}', depth + 1);
    switch (sign) {
      case '-':
        return isSet ? value : other;
      case '+':
        return isSet ? other : '';
      case '?':
        return isSet ? value : undefined;
      default:
        return undefined;
    }
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #name(): string | undefined {
    name.lastIndex = this.#at;
    const found = name.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}
