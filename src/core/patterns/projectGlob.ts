import { readClass } from './characterClass.ts';
import { inFolder, pathMachine, type PathPattern, type PathStep } from './pathMachine.ts';

/**
 * Reads a glob of `.multiarch.yaml` (docs/settings.md): `*` and `?` stand for what holds no slash, `**` as a whole name
 * for any number of folders, `[a-z]` and `[!a]` for one of some characters, `{a,b}` for one of some texts, `\` takes its
 * meaning from what follows, and `!` in front turns all of it round. What is not closed stands for itself.
 *
 * @returns whether a path, with `/`, is one that is meant
 */
export function projectGlob(text: string): (path: string) => boolean {
  const isNegated = text.startsWith('!');
  const machine = pathMachine(new GlobReader(isNegated ? text.slice(1) : text).read());
  return (path) => machine.matches(path) !== isNegated;
}

/** How deep braces stand in each other; what is deeper stands for itself. */
const deepest = 20;

/** A walk over a glob, from left to right. */
class GlobReader {
  readonly #characters: readonly string[];
  /** Where the braces of choices stand, and their commas. */
  readonly #marks: ReadonlySet<number>;
  #at = 0;

  constructor(text: string) {
    this.#characters = Array.from(text);
    this.#marks = choiceMarks(this.#characters);
  }

  read(): PathPattern {
    return this.#pattern();
  }

  /** Up to the end, or to a comma or the brace that ends a choice, which are not taken. */
  #pattern(): PathPattern {
    const steps: PathStep[] = [];
    for (;;) {
      const character = this.#characters[this.#at];
      const isMark = this.#marks.has(this.#at);
      if (character === undefined || (isMark && character !== '{')) return steps;
      steps.push(isMark ? this.#choice() : this.#step(character));
    }
  }

  #step(character: string): PathStep {
    switch (character) {
      case '*':
        return this.#stars();
      case '?':
        this.#at += 1;
        return { kind: 'one', takes: inFolder };
      case '[': {
        const found = readClass(this.#characters, this.#at, '!^');
        if (found === undefined) return this.#literal();
        this.#at = found.end;
        return { kind: 'one', takes: (each) => inFolder(each) && found.takes(each) };
      }
      case '\\':
        this.#at += this.#at + 1 < this.#characters.length ? 1 : 0;
        return this.#literal();
      default:
        return this.#literal();
    }
  }

  #literal(): PathStep {
    const literal = this.#characters[this.#at];
    this.#at += 1;
    return { kind: 'one', takes: (each) => each === literal };
  }

  /** Two stars that are a whole name stand for folders; any others for a part of a name. */
  #stars(): PathStep {
    const start = this.#at;
    while (this.#characters[this.#at] === '*') this.#at += 1;
    const after = this.#characters[this.#at];
    const isName =
      isEdge(this.#characters[start - 1], this.#marks.has(start - 1)) &&
      isEdge(after, this.#marks.has(this.#at));
    if (this.#at - start !== 2 || !isName) return { kind: 'many', takes: inFolder };
    if (after !== '/') return { kind: 'many', takes: () => true };
    this.#at += 1;
    return { kind: 'folders' };
  }

  #choice(): PathStep {
    const ways: PathPattern[] = [];
    do {
      // The brace, or a comma.
      this.#at += 1;
      ways.push(this.#pattern());
    } while (this.#characters[this.#at] === ',');
    this.#at += 1;
    return { kind: 'either', ways };
  }
}

/** Whether a name ends, or begins, with what stands beside it. */
function isEdge(beside: string | undefined, isMark: boolean): boolean {
  return beside === undefined || beside === '/' || isMark;
}

/** The braces that are closed and have a comma, with their commas; found first, or each open one were tried in vain. */
function choiceMarks(characters: readonly string[]): ReadonlySet<number> {
  const marks = new Set<number>();
  const open: number[][] = [];
  for (let at = 0; at < characters.length; at += 1) {
    switch (characters[at]) {
      case '\\':
        at += 1;
        break;
      case '[':
        at = (readClass(characters, at, '!^')?.end ?? at + 1) - 1;
        break;
      case '{':
        open.push([at]);
        break;
      case ',':
        open.at(-1)?.push(at);
        break;
      case '}': {
        const found = open.pop() ?? [];
        if (found.length > 1 && open.length < deepest)
          for (const each of [...found, at]) marks.add(each);
        break;
      }
      default:
        break;
    }
  }
  return marks;
}
