import { sourceSpan } from '../dockerfile/syntax/logicalLine.ts';
import { endsWord, isAt, MAX_DEPTH, peek, type Cursor } from './cursor.ts';
import { EXPANSION, type ShellCommand, type ShellVariable, type ShellWord } from './script.ts';

/** A word, and where it begins in the joined text. */
export interface ReadWord extends ShellWord {
  readonly at: number;
}

/** What is gathered while a word is read. */
interface Draft {
  value: string;
  isLiteral: boolean;
  readonly variables: ShellVariable[];
  readonly commands: ShellCommand[];
}

type Quoting = ShellVariable['quoting'];

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const POSITION = /[0-9]+/y;
const SPECIAL = '@*#?-$!';
const OPERATOR = /:?[-=+?]|##?|%%?|\/[/#%]?|\^\^?|,,?|@|:/y;

/**
 * Reads words: quotes, escapes, `$NAME`, `${NAME…}`, arithmetic and substitutions. Takes anything, and
 * whatever is left open ends where the text ends.
 */
export class WordReader {
  /** Every variable that was read so far. */
  readonly variables: ShellVariable[] = [];
  /** Names that `${NAME:=…}` sets. */
  readonly assigned = new Set<string>();
  readonly #cursor: Cursor;
  readonly #readCommands: (close: ')' | '`') => readonly ShellCommand[];

  /** @param readCommands reads the commands of a substitution, and what closes it */
  constructor(cursor: Cursor, readCommands: (close: ')' | '`') => readonly ShellCommand[]) {
    this.#cursor = cursor;
    this.#readCommands = readCommands;
  }

  /** Reads the word at the cursor; without any it is empty and the cursor stays. */
  read(): ReadWord {
    const { at } = this.#cursor;
    const draft = newDraft();
    this.#readBare(draft);
    return this.#finish(draft, at);
  }

  /** Reads up to the cursor's end as the body of a here-document. */
  readBody(isExpanded: boolean): ReadWord {
    const cursor = this.#cursor;
    const { at } = cursor;
    const draft = newDraft();
    if (isExpanded) this.#readQuoted(draft, 'heredoc', '');
    else {
      draft.value = cursor.line.text.slice(at, cursor.end);
      cursor.at = cursor.end;
    }
    return this.#finish(draft, at);
  }

  /** Reads the arithmetic behind `$((`, `((` or `$[` up to what closes it. */
  readArithmetic(): ReadWord {
    const { at } = this.#cursor;
    const draft = newDraft();
    this.#readSum(draft);
    return this.#finish(draft, at);
  }

  #finish({ value, isLiteral, variables, commands }: Draft, at: number): ReadWord {
    const { line, at: end } = this.#cursor;
    const text = line.text.slice(at, end);
    const span = sourceSpan(line, at, end);
    // Words are many: spreading an optional property into each would take most of the time.
    return isLiteral
      ? { text, value, literal: value, span, variables, commands, at }
      : { text, value, span, variables, commands, at };
  }

  #readBare(draft: Draft): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    for (;;) {
      const character = peek(cursor);
      if (character === '<' || character === '>') {
        if (peek(cursor, 1) !== '(' || cursor.depth >= MAX_DEPTH) return;
        this.#readSubstitution(draft, 2, ')');
      } else if (character === '(') {
        if (!this.#readParenthesis(draft, start)) return;
      } else if (endsWord(character) || (character === '`' && cursor.backticks > 0)) return;
      else if (character === '\\') this.#readEscape(draft);
      else if (character === "'") this.#readSingle(draft);
      else if (character === '"') {
        cursor.at += 1;
        this.#readQuoted(draft, 'double', '"');
      } else this.#readExpansion(draft, 'none');
    }
  }

  /** A bash array `NAME=(…)` and patterns such as `@(a|b)` belong to a word; other parentheses do not. */
  #readParenthesis(draft: Draft, start: number): boolean {
    const cursor = this.#cursor;
    const before = cursor.at > start ? cursor.line.text.charAt(cursor.at - 1) : '';
    if (before === '' || !'=@*+?!'.includes(before) || cursor.depth >= MAX_DEPTH) return false;
    cursor.at += 1;
    cursor.depth += 1;
    for (let character = peek(cursor); character !== ')' && character !== '';) {
      if (endsWord(character)) {
        draft.value += character;
        cursor.at += 1;
      }
      this.#readBare(draft);
      character = peek(cursor);
      if (character === '`') break;
    }
    cursor.depth -= 1;
    if (peek(cursor) === ')') cursor.at += 1;
    return true;
  }

  #readEscape(draft: Draft): void {
    const cursor = this.#cursor;
    const escaped = peek(cursor, 1);
    if (escaped !== '\n') draft.value += escaped;
    cursor.at += escaped === '' ? 1 : 2;
  }

  #readSingle(draft: Draft): void {
    const cursor = this.#cursor;
    const start = cursor.at + 1;
    do cursor.at += 1;
    while (cursor.at < cursor.end && peek(cursor) !== "'");
    draft.value += cursor.line.text.slice(start, cursor.at);
    cursor.at = Math.min(cursor.at + 1, cursor.end);
  }

  /** `$'…'`: only a backslash is special in it. */
  #readAnsi(draft: Draft): void {
    const cursor = this.#cursor;
    cursor.at += 2;
    for (let character = peek(cursor); character !== ''; character = peek(cursor)) {
      cursor.at += 1;
      if (character === "'") return;
      if (character !== '\\') draft.value += character;
      else {
        draft.value += peek(cursor);
        cursor.at = Math.min(cursor.at + 1, cursor.end);
      }
    }
  }

  /** Reads up to a double quote, or to the end when nothing closes it. */
  #readQuoted(draft: Draft, quoting: Quoting, close: string): void {
    const cursor = this.#cursor;
    for (;;) {
      const character = peek(cursor);
      if (character === '' || (character === '`' && cursor.backticks > 0)) return;
      if (character === close) {
        cursor.at += 1;
        return;
      }
      if (character === '\\') {
        const escaped = peek(cursor, 1);
        if (escaped !== '' && '$`"\\\n'.includes(escaped)) this.#readEscape(draft);
        else {
          draft.value += character;
          cursor.at += 1;
        }
      } else this.#readExpansion(draft, quoting);
    }
  }

  /** Reads what a dollar or a backtick begins, or else a run of ordinary characters. */
  #readExpansion(draft: Draft, quoting: Quoting): void {
    const cursor = this.#cursor;
    const character = peek(cursor);
    const isDeep = cursor.depth >= MAX_DEPTH;
    if (character === '`' && !isDeep) this.#readSubstitution(draft, 1, '`');
    else if (character === '$' && !isDeep) this.#readDollar(draft, quoting);
    else {
      const { text } = cursor.line;
      const start = cursor.at;
      do cursor.at += 1;
      while (cursor.at < cursor.end && isPlain(text.charCodeAt(cursor.at)));
      draft.value += text.slice(start, cursor.at);
    }
  }

  #readDollar(draft: Draft, quoting: Quoting): void {
    const cursor = this.#cursor;
    const next = peek(cursor, 1);
    if (next === '(') {
      if (peek(cursor, 2) !== '(') this.#readSubstitution(draft, 2, ')');
      else {
        cursor.at += 3;
        this.#readSum(draft);
      }
    } else if (next === '{') this.#readBraces(draft, quoting);
    else if (next === "'" && quoting === 'none') this.#readAnsi(draft);
    else if (next === '"' && quoting === 'none') cursor.at += 1;
    else {
      const start = cursor.at;
      cursor.at += 1;
      const name = this.#readName();
      if (name === '') draft.value += '$';
      else this.#add(draft, name, { start, nameStart: start + 1, quoting, operator: '' });
    }
  }

  #readName(): string {
    const cursor = this.#cursor;
    const first = peek(cursor);
    if (first !== '' && SPECIAL.includes(first)) {
      cursor.at += 1;
      return first;
    }
    // Behind a bare dollar only one digit counts, but nobody asks for the value of `$12`.
    return this.#match(NAME) || this.#match(POSITION);
  }

  #match(pattern: RegExp): string {
    const cursor = this.#cursor;
    pattern.lastIndex = cursor.at;
    const found = pattern.exec(cursor.line.text)?.[0] ?? '';
    const text = found.slice(0, Math.max(cursor.end - cursor.at, 0));
    cursor.at += text.length;
    return text;
  }

  #readBraces(draft: Draft, quoting: Quoting): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    cursor.at += 2;
    let prefix = '';
    if ((isAt(cursor, '#') || isAt(cursor, '!')) && !'}:-=+?#%/'.includes(peek(cursor, 1))) {
      prefix = peek(cursor);
      cursor.at += 1;
    }
    const nameStart = cursor.at;
    const name = this.#readName();
    cursor.depth += 1;
    const inside: Draft = { ...draft, value: '' };
    if (isAt(cursor, '[')) this.#readOperand(inside, quoting, ']');
    const operator = this.#match(OPERATOR);
    this.#readOperand(inside, quoting, '}');
    cursor.depth -= 1;
    if (/^:?=$/.test(operator)) this.assigned.add(name);
    this.#add(draft, name, { start, nameStart, quoting, operator: operator || prefix });
  }

  /** Reads what follows in braces, with what closes it. Blanks and line ends are ordinary there. */
  #readOperand(draft: Draft, quoting: Quoting, close: ']' | '}'): void {
    const cursor = this.#cursor;
    for (;;) {
      const character = peek(cursor);
      if (character === '' || (character === '`' && cursor.backticks > 0)) return;
      if (character === close) {
        cursor.at += 1;
        return;
      }
      if (character === '\\') this.#readEscape(draft);
      else if (character === "'" && quoting === 'none') this.#readSingle(draft);
      else if (character === '"') {
        cursor.at += 1;
        this.#readQuoted(draft, 'double', '"');
      } else this.#readExpansion(draft, quoting);
    }
  }

  #readSubstitution(draft: Draft, opening: number, close: ')' | '`'): void {
    this.#cursor.at += opening;
    for (const command of this.#readCommands(close)) draft.commands.push(command);
    draft.value += EXPANSION;
    draft.isLiteral = false;
  }

  /** Reads arithmetic up to `))`: names in it are variables without a dollar. */
  #readSum(draft: Draft): void {
    const cursor = this.#cursor;
    const inside: Draft = { ...draft, value: '' };
    let open = 0;
    cursor.depth += 1;
    for (;;) {
      const character = peek(cursor);
      if (character === '' || (character === '`' && cursor.backticks > 0)) break;
      if (character === ')') {
        cursor.at += 1;
        if (open === 0) {
          if (isAt(cursor, ')')) cursor.at += 1;
          break;
        }
        open -= 1;
      } else if (character === '(') {
        cursor.at += 1;
        open += 1;
      } else if (/[A-Za-z_]/.test(character)) {
        const start = cursor.at;
        const name = this.#match(NAME);
        this.#add(inside, name, { start, nameStart: start, quoting: 'none', operator: '' });
      } else if (/[0-9]/.test(character)) this.#match(/[0-9A-Za-z_#]+/y);
      else if (character === '\\') this.#readEscape(inside);
      else if (character === '$' || character === '`') this.#readExpansion(inside, 'none');
      else cursor.at += 1;
    }
    cursor.depth -= 1;
    draft.value += EXPANSION;
    draft.isLiteral = false;
  }

  #add(
    draft: Draft,
    name: string,
    at: { start: number; nameStart: number; quoting: Quoting; operator: string },
  ): void {
    draft.value += EXPANSION;
    draft.isLiteral = false;
    if (!/^[A-Za-z_]/.test(name)) return;
    const { line, at: end } = this.#cursor;
    const variable: ShellVariable = {
      name,
      span: sourceSpan(line, at.start, end),
      nameSpan: sourceSpan(line, at.nameStart, at.nameStart + name.length),
      quoting: at.quoting,
      operator: at.operator,
      hasDefault: /^:?[-=]$/.test(at.operator),
    };
    draft.variables.push(variable);
    this.variables.push(variable);
  }
}

function newDraft(): Draft {
  return { value: '', isLiteral: true, variables: [], commands: [] };
}

/** Whether a character means nothing in any of the places where ordinary ones are read. */
function isPlain(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2d && code <= 0x3a) ||
    code === 0x5f ||
    code > 0x7f
  );
}
