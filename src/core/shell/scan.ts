import { sourceSpan, type LogicalLine } from '../dockerfile/syntax/logicalLine.ts';
import { CompoundReader, type ListEnd } from './compoundReader.ts';
import {
  Conditions,
  conditionOf,
  endsScript,
  isTest,
  neverFails,
  type Condition,
} from './conditions.ts';
import {
  endsWord,
  isAt,
  keywordAt,
  MAX_DEPTH,
  parenthesesAt,
  peek,
  skipSpace,
  type Cursor,
} from './cursor.ts';
import { HereDocuments } from './hereDocuments.ts';
import { isShell, readsInput, scriptOperand } from './interpreter.ts';
import type { ShellCommand, ShellScript } from './script.ts';
import {
  completeCommand,
  newCommand,
  type CommandDraft,
  type RedirectionDraft,
} from './simpleCommand.ts';
import { WordReader, type ReadWord } from './wordReader.ts';

/**
 * Reads a text as a POSIX shell or bash would, as far as commands and variables are concerned. Takes
 * any text, never throws, and needs time linear in its length. What is not closed ends with the text;
 * a word that does not belong where it stands is passed over.
 *
 * @param line the text as the shell gets it, and where its pieces come from: all spans lie there
 */
export function scanShell(line: LogicalLine): ShellScript {
  return new ScriptReader(line).read();
}

const CLAUSES = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);
const REDIRECTION = /(?:[0-9]+(?=[<>]))?(&>>?|<<<|<<-?|<&|<>|>>|>&|>\||[<>])/y;
const END_OF_TEXT: ListEnd = new Set();

/** Reads a script by recursive descent, no deeper than MAX_DEPTH. */
class ScriptReader {
  readonly #cursor: Cursor;
  readonly #words: WordReader;
  readonly #compounds: CompoundReader;
  readonly #documents: HereDocuments;
  readonly #conditions = new Conditions();
  readonly #commands: ShellCommand[] = [];
  readonly #loose: (readonly [first: number, end: number])[] = [];
  readonly #assigned = new Set<string>();
  #sources = false;
  /** The command whose words are being read. */
  #current: CommandDraft | undefined;
  /** Takes the commands of the substitution that is being read. */
  #substituted: ShellCommand[] = [];

  constructor(line: LogicalLine) {
    const cursor: Cursor = { line, at: 0, end: line.text.length, backticks: 0, depth: 0 };
    this.#cursor = cursor;
    this.#words = new WordReader(cursor, (close) => this.#readSubstituted(close));
    this.#documents = new HereDocuments(cursor);
    this.#compounds = new CompoundReader({
      cursor,
      words: this.#words,
      conditions: this.#conditions,
      commands: this.#commands,
      skipLines: () => {
        this.#skipLines('blank');
      },
      readCommand: () => this.#readCommand(),
      readList: (ends, condition) => this.#readList(ends, condition),
      assign: (name) => this.#assigned.add(name),
      loosen: (first) => {
        this.#loosen(first);
      },
    });
  }

  read(): ShellScript {
    this.#readList(END_OF_TEXT);
    return {
      commands: this.#commands,
      loose: this.#loose,
      variables: this.#words.variables,
      assigned: new Set([...this.#assigned, ...this.#words.assigned]),
      sources: this.#sources,
    };
  }

  /**
   * Reads commands up to a word or a sign that ends the list, passes over it and gives it. Gives an
   * empty text at what ends a list around this one, and stays there.
   */
  #readList(ends: ListEnd, condition?: Condition): string {
    return this.#conditions.keep(() => {
      if (condition) this.#conditions.enter(condition);
      this.#cursor.depth += 1;
      let found: string | undefined;
      while (found === undefined) found = this.#readListItem(ends);
      this.#cursor.depth -= 1;
      return found;
    });
  }

  #readListItem(ends: ListEnd): string | undefined {
    const cursor = this.#cursor;
    this.#skipLines(ends.has(';;') ? 'semicolon' : 'semicolons');
    const character = peek(cursor);
    if (character === '' || (character === '`' && cursor.backticks > 0)) return '';
    const sign = character === ')' ? ')' : character === ';' ? ';;' : keywordAt(cursor);
    if (ends.has(sign)) {
      cursor.at += sign.length;
      return sign;
    }
    if (sign === ')') {
      if (this.#compounds.isInSubshell) return '';
      cursor.at += 1;
    } else if (CLAUSES.has(sign)) cursor.at += sign.length;
    else {
      const { at } = cursor;
      const first = this.#commands.length;
      this.#readAndOr();
      skipSpace(cursor);
      if (isAt(cursor, '&')) this.#loosen(first);
      this.#conditions.nextItem();
      if (cursor.at === at) cursor.at += 1;
    }
    return undefined;
  }

  #readAndOr(): void {
    const cursor = this.#cursor;
    let test: Condition | undefined;
    let last: string | undefined;
    let loose: number | undefined;
    this.#conditions.keep(() => {
      for (;;) {
        skipSpace(cursor);
        const isNegated = isAt(cursor, '!');
        const first = this.#commands.length;
        last = this.#readPipeline();
        const sign = isAt(cursor, '&&') ? 'and' : isAt(cursor, '||') ? 'or' : undefined;
        if (sign === undefined) return;
        cursor.at += 2;
        if (sign === 'or' || isNegated || !neverFails(last)) loose ??= this.#commands.length;
        this.#skipLines('blank');
        if (!isTest(last)) continue;
        test = conditionOf(sign, this.#commands.slice(first));
        this.#conditions.enter(test);
      }
    });
    if (loose !== undefined) this.#loosen(loose);
    if (test && endsScript(last)) this.#conditions.guard(test);
  }

  /** Gives the name of the last command, unless that is compound. */
  #readPipeline(): string | undefined {
    const cursor = this.#cursor;
    const first = this.#commands.length;
    for (let isPiped = false; ; isPiped = true) {
      skipSpace(cursor);
      if (isAt(cursor, '!') && endsWord(peek(cursor, 1))) cursor.at += 1;
      skipSpace(cursor);
      const last = this.#readCommand();
      skipSpace(cursor);
      if (!isAt(cursor, '|') || isAt(cursor, '||')) {
        if (isPiped) this.#loosen(first);
        return last;
      }
      cursor.at += isAt(cursor, '|&') ? 2 : 1;
      this.#skipLines('blank');
    }
  }

  /** Notes that nothing is sure about the commands from one on. */
  #loosen(first: number): void {
    const end = this.#commands.length;
    if (first < end) this.#loose.push([first, end]);
  }

  #readCommand(): string | undefined {
    if (this.#cursor.depth >= MAX_DEPTH || !this.#compounds.read()) return this.#readSimple();
    do skipSpace(this.#cursor);
    while (this.#readRedirection(undefined));
    return undefined;
  }

  #readSimple(): string | undefined {
    const cursor = this.#cursor;
    const parent = this.#current;
    const start = cursor.at;
    const command = newCommand(this.#conditions.branch, parent);
    this.#current = command;
    const words: ReadWord[] = [];
    const isBracketed = keywordAt(cursor) === '[[';
    let end = start;
    let isFunction = false;
    while (!isFunction) {
      skipSpace(cursor);
      if (isBracketed && isOperator(peek(cursor))) cursor.at += 1;
      else if (this.#readRedirection(command)) end = cursor.at;
      else {
        const word = isAt(cursor, '#') ? undefined : this.#words.read();
        if (word === undefined || word.text === '') break;
        words.push(word);
        end = cursor.at;
        if (isBracketed && word.text === ']]') break;
        isFunction = words.length === 1 && this.#isFunction(word);
      }
    }
    this.#current = parent;
    if (isFunction) this.#compounds.readFunction();
    if (isFunction || end === start) return undefined;
    command.span = sourceSpan(cursor.line, start, end);
    this.#complete(command, words);
    return command.name;
  }

  #isFunction({ literal }: ReadWord): boolean {
    const cursor = this.#cursor;
    return literal !== undefined && cursor.depth < MAX_DEPTH && parenthesesAt(cursor) > 0;
  }

  #complete(command: CommandDraft, all: readonly ReadWord[]): void {
    const { assigned, sources } = completeCommand(command, all);
    for (const name of assigned) this.#assigned.add(name);
    this.#sources ||= sources;
    if (isShell(command.name)) this.#readOperand(command, all);
    this.#commands.push(command);
    this.#substituted.push(command);
  }

  /** Reads the script in `sh -c 'script'`. */
  #readOperand(command: CommandDraft, all: readonly ReadWord[]): void {
    const index = scriptOperand(command.words);
    const script = index === undefined ? undefined : all.at(index - command.words.length);
    const quote = script?.text.charAt(0);
    if (!script || (quote !== "'" && quote !== '"')) return;
    if (script.text.indexOf(quote, 1) !== script.text.length - 1) return;
    const known = this.#words.variables.length;
    this.#readApart(script.at + 1, script.at + script.text.length - 1, command);
    // The variables between double quotes were seen when the word was read.
    if (quote === '"') this.#words.variables.length = known;
  }

  /** Reads `> file` and its like, or says that there is none. */
  #readRedirection(command: CommandDraft | undefined): boolean {
    const cursor = this.#cursor;
    const first = peek(cursor);
    if (first === '' || !'&<>0123456789'.includes(first)) return false;
    REDIRECTION.lastIndex = cursor.at;
    const [all, operator = ''] = REDIRECTION.exec(cursor.line.text) ?? [];
    if (all === undefined || cursor.at + all.length > cursor.end) return false;
    // `<(…)` and `>(…)` are words.
    if (operator.length === 1 && peek(cursor, all.length) === '(') return false;
    cursor.at += all.length;
    skipSpace(cursor);
    const target = this.#words.read();
    const redirection: RedirectionDraft = { operator, target };
    command?.redirections.push(redirection);
    if (operator === '<<' || operator === '<<-') {
      this.#documents.announce({
        delimiter: target,
        chomp: operator === '<<-',
        read: (isExpanded) => {
          this.#readDocument(command, redirection, isExpanded);
        },
      });
    }
    return true;
  }

  #readDocument(
    command: CommandDraft | undefined,
    redirection: RedirectionDraft,
    isExpanded: boolean,
  ): void {
    const { at, end } = this.#cursor;
    const current = this.#current;
    this.#current = command;
    const isScript = command && isShell(command.name) && readsInput(command.words);
    if (isScript) this.#readApart(at, end, command);
    else redirection.body = this.#words.readBody(isExpanded);
    this.#current = current;
  }

  /** Reads a stretch of the text as the script of another shell. */
  #readApart(start: number, end: number, command: CommandDraft): void {
    const cursor = this.#cursor;
    if (cursor.depth >= MAX_DEPTH) return;
    const before = { ...cursor };
    const current = this.#current;
    Object.assign(cursor, { at: start, end, backticks: 0 });
    this.#current = command;
    this.#documents.apart(() => {
      this.#compounds.apart(() => {
        this.#readList(END_OF_TEXT);
      });
    });
    this.#current = current;
    Object.assign(cursor, before);
  }

  #readSubstituted(close: ')' | '`'): readonly ShellCommand[] {
    const cursor = this.#cursor;
    const outer = this.#substituted;
    const commands: ShellCommand[] = [];
    this.#substituted = commands;
    if (close === ')') this.#compounds.readSubshell();
    else {
      cursor.backticks += 1;
      this.#readList(END_OF_TEXT);
      cursor.backticks -= 1;
      if (isAt(cursor, '`')) cursor.at += 1;
    }
    this.#substituted = outer;
    return commands;
  }

  /** Moves over blanks, line ends, comments and, as far as asked, what separates commands. */
  #skipLines(separators: 'blank' | 'semicolon' | 'semicolons'): void {
    const cursor = this.#cursor;
    for (;;) {
      skipSpace(cursor);
      const character = peek(cursor);
      const isDouble = separators === 'semicolon' && /[;&]/.test(peek(cursor, 1));
      if (character === '\n') this.#documents.passLineEnd();
      else if (character === '#') this.#skipComment();
      else if (separators === 'blank') return;
      else if ((character === ';' && !isDouble) || (character === '&' && !isAt(cursor, '&>'))) {
        cursor.at += 1;
      } else if (character === '|') cursor.at += 1;
      else return;
    }
  }

  #skipComment(): void {
    const cursor = this.#cursor;
    while (cursor.at < cursor.end && peek(cursor) !== '\n') {
      if (peek(cursor) === '`' && cursor.backticks > 0) return;
      cursor.at += 1;
    }
  }
}

/** Signs that `[[ … ]]` has in its expressions. */
function isOperator(character: string): boolean {
  return character !== '' && '&|<>()\n'.includes(character);
}
