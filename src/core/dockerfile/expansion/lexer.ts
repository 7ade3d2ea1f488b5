import { fail, succeed, type Result } from '../../result.ts';
import { choose, replace, unsupported, type Piece, type Variable } from './modifiers.ts';
import { wordSplitter, type WordSplitter } from './wordSplitter.ts';

/** How a word is read. What is left out is as for an instruction's arguments. */
export interface Lexing {
  /** A backslash or a backtick. */
  readonly escape: string;
  /** `plain` takes quotes as ordinary characters (heredoc bodies); `kept` obeys and keeps them. */
  readonly quotes?: 'removed' | 'kept' | 'plain';
  readonly escapes?: 'removed' | 'kept';
  /** What becomes of a variable that is not set. */
  readonly unset?: 'empty' | 'kept';
  /** Whether the words are wanted too. */
  readonly split?: boolean;
}

/** What a word becomes. `words` is empty unless it was wanted. */
export interface Lexed {
  readonly text: string;
  readonly words: readonly string[];
  readonly unknown?: string;
  /** Names that were used and are set, as often as they were used. */
  readonly matched: readonly string[];
  /** Names that were used and are not set, as often as they were used. */
  readonly unmatched: readonly string[];
}

/** Finds a variable; `undefined` when it is not set. */
export type LookUp = (name: string) => Variable | undefined;

/**
 * Expands a word and splits it, as shellWord does (BuildKit 0.32, frontend/dockerfile/shell/lex.go).
 * Messages lack the `failed to process` in front.
 */
export function lexWord(source: string, lookUp: LookUp, lexing: Lexing): Result<Lexed> {
  return new WordLexer(source, lookUp, lexing).read();
}

/** Most characters that a value may grow to: Linux gives no program a longer one (MAX_ARG_STRLEN). */
const MAX_LENGTH = 131_072;

const TOO_LONG = `the value is longer than ${MAX_LENGTH} characters`;

/** What is open at a place in the word; the last one is read, the others wait for it. */
interface Frame {
  readonly kind: 'word' | 'quoted' | 'operand' | 'pattern' | 'replacement';
  text: string;
  unknown: string | undefined;
  readonly rawEscapes: boolean;
  /** Of the `${name…` that holds the frame. */
  readonly name: string;
  /** `:-`, `#`, `/`, `//`, … */
  readonly operator: string;
  /** Of a replacement. */
  readonly pattern: Piece | undefined;
}

/** What most names are: the patterns below know all scripts, and cost more. */
const ASCII_NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const NAME = /[\p{L}\p{Nd}_]+/uy;
const POSITION = /\p{Nd}+/uy;
const SPECIAL_PARAMETERS = '@*#?-$!0';

/** Reads one word. What nests waits on an explicit stack, so depth is bounded by memory only. */
class WordLexer {
  readonly #source: string;
  readonly #lookUp: LookUp;
  readonly #escape: string;
  readonly #quotes: Lexing['quotes'];
  readonly #keepsUnset: boolean;
  readonly #splitter: WordSplitter | undefined;
  readonly #matched: string[] = [];
  readonly #unmatched: string[] = [];
  readonly #root: Frame;
  readonly #waiting: Frame[] = [];
  #frame: Frame;
  #at: number;
  #failure: string | undefined;

  constructor(source: string, lookUp: LookUp, lexing: Lexing) {
    this.#source = source;
    this.#lookUp = lookUp;
    this.#escape = lexing.escape;
    this.#quotes = lexing.quotes;
    this.#keepsUnset = lexing.unset === 'kept';
    this.#splitter = lexing.split ? wordSplitter() : undefined;
    this.#root = newFrame('word', lexing.escapes === 'kept');
    this.#frame = this.#root;
    // Go's text/scanner drops a byte order mark in front.
    this.#at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  read(): Result<Lexed> {
    while (this.#failure === undefined && this.#at < this.#source.length) {
      if (this.#frame.kind === 'quoted') this.#readQuoted();
      else this.#readBare();
    }
    if (this.#failure === undefined && this.#frame !== this.#root) {
      this.#stop('unexpected end of statement while looking for matching double-quote');
    }
    if (this.#failure !== undefined) return fail(this.#failure);
    const { text, unknown } = this.#root;
    return succeed({
      text,
      words: this.#splitter?.words() ?? [],
      matched: this.#matched,
      unmatched: this.#unmatched,
      ...(unknown === undefined ? undefined : { unknown }),
    });
  }

  #readBare(): void {
    const character = this.#source[this.#at];
    const quoting = this.#quotes !== 'plain';
    if (character === closing(this.#frame.kind)) this.#finish();
    else if (character === '$') this.#readDollar();
    else if (character === '<') this.#readLess();
    else if (character === "'" && quoting) this.#readSingleQuoted();
    else if (character === '"' && quoting) {
      this.#at += 1;
      this.#open(newFrame('quoted', this.#frame.rawEscapes));
    } else if (character === this.#escape) this.#readEscaped();
    else this.#readPlain();
  }

  #readQuoted(): void {
    const character = this.#source[this.#at];
    if (character === '"') {
      this.#at += 1;
      const { text, unknown } = this.#close();
      this.#add(this.#quotes === 'kept' ? `"${text}"` : text, 'whole', unknown);
    } else if (character === '$') this.#readDollar();
    else if (character === this.#escape) this.#readEscapedInQuotes();
    else this.#readPlain();
  }

  #readPlain(): void {
    const start = this.#at;
    do this.#at += 1;
    while (this.#at < this.#source.length && !isSpecial(this.#source.charCodeAt(this.#at)));
    this.#add(this.#source.slice(start, this.#at), 'split');
  }

  #readSingleQuoted(): void {
    const start = this.#at;
    const end = this.#source.indexOf("'", start + 1);
    if (end === -1) {
      this.#at = this.#source.length;
      this.#stop('unexpected end of statement while looking for matching single-quote');
      return;
    }
    this.#at = end + 1;
    const isKept = this.#quotes === 'kept';
    const text = isKept ? this.#source.slice(start, end + 1) : this.#source.slice(start + 1, end);
    this.#add(text, 'whole');
  }

  #readEscaped(): void {
    this.#at += 1;
    if (this.#frame.rawEscapes) this.#add(this.#escape, 'whole');
    if (this.#at < this.#source.length) this.#add(this.#next(), 'whole');
  }

  /** In double quotes only the quote, the dollar and the escape character itself can be escaped. */
  #readEscapedInQuotes(): void {
    this.#at += 1;
    if (this.#frame.rawEscapes) this.#frame.text += this.#escape;
    const escaped = this.#source[this.#at];
    if (escaped === undefined) return;
    if (escaped === '"' || escaped === '$' || escaped === this.#escape) {
      this.#frame.text += escaped;
      this.#at += 1;
    } else this.#frame.text += this.#escape;
  }

  /** `<<` and the blanks after it belong to one word: it may name a heredoc. */
  #readLess(): void {
    const start = this.#at;
    let end = start + 1;
    if (this.#source[end] === '<') {
      do end += 1;
      while (/[ \t\r]/.test(this.#source.charAt(end)));
    }
    this.#at = end;
    this.#add(this.#source.slice(start, end), 'whole');
  }

  #readDollar(): void {
    this.#at += 1;
    if (this.#source[this.#at] !== '{') {
      const name = this.#readName();
      if (name === '') this.#add('$', 'split');
      else this.#addVariable(name, `$${name}`);
      return;
    }
    this.#at += 1;
    const first = this.#source[this.#at];
    if (first === undefined) this.#stop("syntax error: missing '}'");
    else if (first === '{' || first === '}' || first === ':') {
      this.#stop('syntax error: bad substitution');
    } else {
      const name = this.#readName();
      this.#readModifier(name, this.#next());
    }
  }

  #readName(): string {
    const start = this.#at;
    ASCII_NAME.lastIndex = start;
    if (ASCII_NAME.test(this.#source) && !(this.#source.charCodeAt(ASCII_NAME.lastIndex) > 0x7f)) {
      this.#at = ASCII_NAME.lastIndex;
      return this.#source.slice(start, this.#at);
    }
    POSITION.lastIndex = this.#at;
    NAME.lastIndex = this.#at;
    const first = this.#source.charAt(this.#at);
    const name =
      POSITION.exec(this.#source)?.[0] ??
      (SPECIAL_PARAMETERS.includes(first) ? first : undefined) ??
      NAME.exec(this.#source)?.[0] ??
      '';
    this.#at += name.length;
    return name;
  }

  #readModifier(name: string, sign: string): void {
    switch (sign) {
      case '}':
        this.#addVariable(name, `\${${name}}`);
        return;
      case ':': {
        const operator = sign + this.#next();
        if (operator === ':#' || operator === ':%') this.#stop(unsupported(operator));
        else this.#open(newFrame('operand', false, name, operator));
        return;
      }
      case '+':
      case '-':
      case '?':
        this.#open(newFrame('operand', false, name, sign));
        return;
      case '#':
      case '%':
        this.#open(newFrame('operand', true, name, sign));
        return;
      case '/': {
        const isAll = this.#source[this.#at] === '/';
        if (isAll) this.#at += 1;
        this.#open(newFrame('pattern', true, name, isAll ? '//' : '/'));
        return;
      }
      default:
        this.#stop(unsupported(sign));
    }
  }

  /** The closing character of an expression is next. */
  #finish(): void {
    this.#at += 1;
    const { kind, name, operator, text, unknown, pattern } = this.#close();
    if (kind === 'pattern') {
      this.#open(newFrame('replacement', true, name, operator, { text, unknown }));
      return;
    }
    const variable = this.#valueOf(name);
    if (!variable && this.#keepsUnset) {
      const operand = pattern ? `/${pattern.text}/${text}` : operator + text;
      this.#add(`\${${name}${operand}}`, 'split');
      return;
    }
    const result = pattern
      ? replace(operator, variable, pattern, { text, unknown })
      : choose(name, operator, variable, { text, unknown });
    if (!result.ok) this.#stop(result.problem.message);
    else this.#add(result.value.text, 'split', result.value.unknown);
  }

  #addVariable(name: string, written: string): void {
    const variable = this.#valueOf(name);
    if (!variable) this.#add(this.#keepsUnset ? written : '', 'split');
    else if ('unknown' in variable) this.#add('', 'split', variable.unknown);
    else this.#add(variable.value, 'split');
  }

  #valueOf(name: string): Variable | undefined {
    const variable = this.#lookUp(name);
    (variable ? this.#matched : this.#unmatched).push(name);
    return variable;
  }

  /** Adds text to what is open; `how` says whether blanks in it separate words. */
  #add(text: string, how: 'split' | 'whole', unknown?: string): void {
    const frame = this.#frame;
    frame.text += text;
    frame.unknown ??= unknown;
    if (frame.text.length > MAX_LENGTH) {
      frame.text = '';
      frame.unknown = TOO_LONG;
    }
    if (!this.#splitter || frame !== this.#root) return;
    if (how === 'whole') this.#splitter.addWhole(text);
    else this.#splitter.addSplit(text);
  }

  #open(frame: Frame): void {
    this.#waiting.push(this.#frame);
    this.#frame = frame;
    // BuildKit shares one buffer of words: an expression loses what stands glued in front of it.
    if (frame.kind !== 'quoted') this.#splitter?.drop();
  }

  #close(): Frame {
    const closed = this.#frame;
    this.#frame = this.#waiting.pop() ?? this.#root;
    return closed;
  }

  /** Whatever went wrong: an expression that is still open when the text ends is said to be so. */
  #stop(message: string): void {
    const isAtEnd = this.#at >= this.#source.length;
    const outermost = isAtEnd
      ? [...this.#waiting, this.#frame].find(({ operator }) => operator !== '')
      : undefined;
    if (!outermost) this.#failure = message;
    else if (outermost.kind === 'pattern') this.#failure = "syntax error: missing '/' in ${}";
    else this.#failure = "syntax error: missing '}'";
  }

  /** The next character, as Go's scanner gives it: U+FFFD stands for the end. */
  #next(): string {
    const code = this.#source.codePointAt(this.#at);
    if (code === undefined) return '\ufffd';
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }
}

function newFrame(
  kind: Frame['kind'],
  rawEscapes: boolean,
  name = '',
  operator = '',
  pattern?: Piece,
): Frame {
  return { kind, text: '', unknown: undefined, rawEscapes, name, operator, pattern };
}

function closing(kind: Frame['kind']): string | undefined {
  if (kind === 'pattern') return '/';
  return kind === 'operand' || kind === 'replacement' ? '}' : undefined;
}

/** Characters that may end a run of plain ones: `" $ ' / < \ ` }`. */
function isSpecial(code: number): boolean {
  switch (code) {
    case 0x22:
    case 0x24:
    case 0x27:
    case 0x2f:
    case 0x3c:
    case 0x5c:
    case 0x60:
    case 0x7d:
      return true;
    default:
      return false;
  }
}
