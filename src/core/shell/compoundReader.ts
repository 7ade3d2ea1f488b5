import { conditionOf, endsScript, type Condition, type Conditions } from './conditions.ts';
import { isAt, keywordAt, parenthesesAt, peek, skipSpace, type Cursor } from './cursor.ts';
import type { CaseArm, ShellCommand, ShellWord } from './script.ts';
import type { ReadWord, WordReader } from './wordReader.ts';

/** The words and signs at which a list of commands ends. */
export type ListEnd = ReadonlySet<string>;

/** What compound commands are made of, and what reads it. */
export interface CompoundParts {
  readonly cursor: Cursor;
  readonly words: WordReader;
  readonly conditions: Conditions;
  /** Those that were read so far. */
  readonly commands: readonly ShellCommand[];
  /** Moves over blanks, line ends and comments. */
  readonly skipLines: () => void;
  readonly readCommand: () => void;
  /** Gives the end that it found, or an empty text when it had to stop in front of another one. */
  readonly readList: (ends: ListEnd, condition?: Condition) => string;
  readonly assign: (name: string) => void;
  /** Says of the commands from one on that they may not run, or not end the script. */
  readonly loosen: (first: number) => void;
}

const END_OF_GROUP: ListEnd = new Set(['}']);
const END_OF_SUBSHELL: ListEnd = new Set([')']);
const THEN: ListEnd = new Set(['then']);
const NEXT_ARM: ListEnd = new Set(['elif', 'else', 'fi']);
const FI: ListEnd = new Set(['fi']);
const DO: ListEnd = new Set(['do']);
const DONE: ListEnd = new Set(['done']);
const END_OF_PATTERN: ListEnd = new Set([';;', 'esac']);

/** Reads `(…)`, `{…}`, `if`, `while`, `until`, `for`, `select`, `case` and `function`. */
export class CompoundReader {
  readonly #parts: CompoundParts;
  /** How many `(` wait for their `)`. */
  #subshells = 0;

  constructor(parts: CompoundParts) {
    this.#parts = parts;
  }

  /** Whether a `)` ends something. */
  get isInSubshell(): boolean {
    return this.#subshells > 0;
  }

  /** Reads what stands at the cursor; false when it opens nothing. */
  read(): boolean {
    const { cursor, readList } = this.#parts;
    const keyword = isAt(cursor, '(') ? '(' : keywordAt(cursor);
    switch (keyword) {
      case '(':
        this.#open(keyword);
        this.readSubshell();
        return true;
      case '{':
        this.#open(keyword);
        readList(END_OF_GROUP);
        return true;
      case 'if':
        this.#open(keyword);
        this.#readIf();
        return true;
      case 'while':
      case 'until':
        this.#open(keyword);
        this.#readLoop(keyword === 'until');
        return true;
      case 'for':
      case 'select':
        this.#open(keyword);
        this.#readFor();
        return true;
      case 'case':
        this.#open(keyword);
        this.#readCase();
        return true;
      case 'function':
        this.#open(keyword);
        this.#nextWord();
        skipSpace(cursor);
        this.readFunction();
        return true;
      default:
        return false;
    }
  }

  /** Reads what follows a `(`, up to its `)`. */
  readSubshell(): void {
    const { commands, loosen, readList } = this.#parts;
    const first = commands.length;
    this.#subshells += 1;
    readList(END_OF_SUBSHELL);
    this.#subshells -= 1;
    loosen(first);
  }

  /** Does something in another text, in which no `(` is open. */
  apart(act: () => void): void {
    const subshells = this.#subshells;
    this.#subshells = 0;
    act();
    this.#subshells = subshells;
  }

  /** Reads what follows a function's name: its `()`, if any, and its body. */
  readFunction(): void {
    const { cursor, commands, loosen, skipLines, readCommand } = this.#parts;
    const first = commands.length;
    cursor.at += parenthesesAt(cursor);
    skipLines();
    cursor.depth += 1;
    readCommand();
    cursor.depth -= 1;
    loosen(first);
  }

  #open(keyword: string): void {
    this.#parts.cursor.at += keyword.length;
    skipSpace(this.#parts.cursor);
  }

  #nextWord(): ReadWord {
    skipSpace(this.#parts.cursor);
    return this.#parts.words.read();
  }

  #readIf(): void {
    const { commands, conditions, readList } = this.#parts;
    const first = commands.length;
    if (readList(THEN) === '') return;
    const condition = conditionOf('if', commands.slice(first));
    const otherwise: Condition = { ...condition, negated: true };
    const found = readList(NEXT_ARM, condition);
    if (found === 'fi') {
      if (endsScript(commands.at(-1)?.name)) conditions.guard(condition);
    } else if (found === 'else') readList(FI, otherwise);
    else if (found === 'elif') {
      conditions.keep(() => {
        conditions.enter(otherwise);
        this.#readIf();
      });
    }
  }

  #readLoop(negated: boolean): void {
    const { commands, readList } = this.#parts;
    const first = commands.length;
    if (readList(DO) === '') return;
    readList(DONE, conditionOf('while', commands.slice(first), negated));
  }

  #readFor(): void {
    const { cursor, words: reader, skipLines, readList, assign } = this.#parts;
    const words: ShellWord[] = [];
    if (isAt(cursor, '((')) {
      cursor.at += 2;
      words.push(reader.readArithmetic());
    } else {
      const { literal } = reader.read();
      if (literal !== undefined) assign(literal);
      skipLines();
      if (keywordAt(cursor) === 'in') {
        cursor.at += 2;
        for (let word = this.#nextWord(); word.text !== ''; word = this.#nextWord()) {
          words.push(word);
        }
      }
    }
    if (readList(DO) === '') return;
    readList(DONE, { kind: 'for', negated: false, words, patterns: [], commands: [] });
  }

  #readCase(): void {
    const { cursor, skipLines, readList } = this.#parts;
    const words = [this.#nextWord()];
    skipLines();
    if (keywordAt(cursor) !== 'in') return;
    cursor.at += 2;
    let above: CaseArm | undefined;
    let continues = false;
    for (;;) {
      skipLines();
      if (keywordAt(cursor) === 'esac') {
        cursor.at += 4;
        return;
      }
      const patterns = this.#readPatterns();
      if (!patterns) return;
      const earlier = above && { above };
      const arm = {
        kind: 'case',
        negated: false,
        words,
        patterns,
        commands: [],
        ...earlier,
        ...(continues && { continues }),
      } as const;
      above = arm;
      if (readList(END_OF_PATTERN, arm) !== ';;') return;
      continues = peek(cursor, -1) === '&';
      // bash has `;;&` as well.
      if (isAt(cursor, '&')) cursor.at += 1;
    }
  }

  /** Reads `a | b)`; undefined when that is not what stands there. */
  #readPatterns(): readonly ShellWord[] | undefined {
    const { cursor } = this.#parts;
    const patterns: ShellWord[] = [];
    if (isAt(cursor, '(')) cursor.at += 1;
    for (;;) {
      const pattern = this.#nextWord();
      if (pattern.text === '') return undefined;
      patterns.push(pattern);
      skipSpace(cursor);
      const sign = peek(cursor);
      if (sign !== ')' && sign !== '|') return undefined;
      cursor.at += 1;
      if (sign === ')') return patterns;
    }
  }
}
