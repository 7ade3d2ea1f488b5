import { fail, succeed, type Result } from '../result.ts';
import { choose, replace, unsupported, type Piece, type Variable } from './modifiers.ts';
import { wordSplitter } from './wordSplitter.ts';

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
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
}

/** Most characters that a value may grow to: Linux gives no program a longer one (MAX_ARG_STRLEN). */
const MAX_LENGTH = 131_072;

const TOO_LONG = `the value is longer than ${MAX_LENGTH} characters`;

/** What is open at a place in the word; the last one is read, the others wait for it. */
interface Frame {
  text: string;
  unknown: string | undefined;
  readonly kind: 'word' | 'quoted' | 'operand' | 'pattern' | 'replacement';
  readonly rawEscapes: boolean;
  /** Of the `${name…` that holds the frame. */
  readonly name: string;
  /** `:-`, `#`, `/`, `//`, … */
  readonly operator: string;
  /** Of a replacement. */
  readonly pattern: Piece;
}

const NO_PATTERN: Piece = { text: '', unknown: undefined };

const NAME = /[\p{L}\p{Nd}_]+/uy;
const POSITION = /\p{Nd}+/uy;
const SPECIAL_PARAMETERS = '@*#?-$!0';

/**
 * Expands a word and splits it, as shellWord does (BuildKit 0.32, frontend/dockerfile/shell/lex.go).
 * What nests waits on an explicit stack, so depth is bounded by memory only. Messages lack the
 * `failed to process` in front.
 */
export function lexWord(
  source: string,
  lookUp: (name: string) => Variable | undefined,
  lexing: Lexing,
): Result<Lexed> {
  const matched = new Set<string>();
  const unmatched = new Set<string>();
  const splitter = lexing.split ? wordSplitter() : undefined;
  const keepsQuotes = lexing.quotes === 'kept';
  const plainQuotes = lexing.quotes === 'plain';
  const keepsUnset = lexing.unset === 'kept';
  const root: Frame = {
    kind: 'word',
    text: '',
    unknown: undefined,
    rawEscapes: lexing.escapes === 'kept',
    name: '',
    operator: '',
    pattern: NO_PATTERN,
  };
  const frames: Frame[] = [root];
  let frame = root;
  // Go's text/scanner drops a byte order mark in front.
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0;
  let failure: string | undefined;

  /** Adds text to what is open; `how` says whether blanks in it separate words. */
  function add(text: string, how: 'split' | 'whole', unknown?: string): void {
    frame.text += text;
    frame.unknown ??= unknown;
    if (frame.text.length > MAX_LENGTH) {
      frame.text = '';
      frame.unknown = TOO_LONG;
    }
    if (splitter && frame === root) {
      if (how === 'whole') splitter.addWhole(text);
      else splitter.addSplit(text);
    }
  }

  function open(kind: Frame['kind'], fields: Partial<Frame>): void {
    frame = {
      kind,
      text: '',
      unknown: undefined,
      rawEscapes: frame.rawEscapes,
      name: '',
      operator: '',
      pattern: NO_PATTERN,
      ...fields,
    };
    frames.push(frame);
    // BuildKit shares one buffer of words: a nested word loses what stands glued in front of it.
    if (kind !== 'quoted') splitter?.drop();
  }

  function close(): Frame {
    const closed = frame;
    frames.pop();
    frame = frames.at(-1) ?? root;
    return closed;
  }

  /** Whatever went wrong: an expression that is still open when the text ends is said to be so. */
  function stop(message: string): void {
    const outermost = at >= source.length ? frames.find(isExpression) : undefined;
    if (!outermost) failure = message;
    else if (outermost.kind === 'pattern') failure = "syntax error: missing '/' in ${}";
    else failure = "syntax error: missing '}'";
  }

  /** The next character, as Go's scanner gives it: U+FFFD stands for the end. */
  function next(): string {
    const code = source.codePointAt(at);
    if (code === undefined) return '\ufffd';
    const character = String.fromCodePoint(code);
    at += character.length;
    return character;
  }

  function readName(): string {
    POSITION.lastIndex = at;
    NAME.lastIndex = at;
    const name =
      POSITION.exec(source)?.[0] ??
      (SPECIAL_PARAMETERS.includes(source.charAt(at)) ? source.charAt(at) : undefined) ??
      NAME.exec(source)?.[0] ??
      '';
    at += name.length;
    return name;
  }

  function valueOf(name: string): Variable | undefined {
    const variable = lookUp(name);
    (variable ? matched : unmatched).add(name);
    return variable;
  }

  function addVariable(name: string, written: string): void {
    const variable = valueOf(name);
    if (!variable) add(keepsUnset ? written : '', 'split');
    else if ('unknown' in variable) add('', 'split', variable.unknown);
    else add(variable.value, 'split');
  }

  function readDollar(): void {
    at += 1;
    if (source[at] !== '{') {
      const name = readName();
      if (name === '') add('$', 'split');
      else addVariable(name, `$${name}`);
      return;
    }
    at += 1;
    const first = source[at];
    if (first === undefined) {
      stop("syntax error: missing '}'");
      return;
    }
    if (first === '{' || first === '}' || first === ':') {
      stop('syntax error: bad substitution');
      return;
    }
    const name = readName();
    readModifier(name, next());
  }

  function readModifier(name: string, sign: string): void {
    switch (sign) {
      case '}':
        addVariable(name, `\${${name}}`);
        return;
      case ':': {
        const modifier = next();
        if (modifier === '#' || modifier === '%') stop(unsupported(sign + modifier));
        else open('operand', { name, operator: sign + modifier, rawEscapes: false });
        return;
      }
      case '+':
      case '-':
      case '?':
        open('operand', { name, operator: sign, rawEscapes: false });
        return;
      case '#':
      case '%':
        open('operand', { name, operator: sign, rawEscapes: true });
        return;
      case '/': {
        const all = source[at] === '/';
        if (all) at += 1;
        open('pattern', { name, operator: all ? '//' : '/', rawEscapes: true });
        return;
      }
      default:
        stop(unsupported(sign));
    }
  }

  /** The closing character of what is open has been read. */
  function finish(): void {
    const { kind, name, operator, text, unknown, pattern } = close();
    if (kind === 'pattern') {
      open('replacement', { name, operator, rawEscapes: true, pattern: { text, unknown } });
      return;
    }
    const variable = valueOf(name);
    if (!variable && keepsUnset) {
      const operand = kind === 'replacement' ? `/${pattern.text}/${text}` : operator + text;
      add(`\${${name}${operand}}`, 'split');
      return;
    }
    const result =
      kind === 'replacement'
        ? replace(operator, variable, pattern, { text, unknown })
        : choose(name, operator, variable, { text, unknown });
    if (!result.ok) stop(result.problem.message);
    else add(result.value.text, 'split', result.value.unknown);
  }

  function readSingleQuoted(): void {
    const end = source.indexOf("'", at + 1);
    if (end === -1) {
      at = source.length;
      stop('unexpected end of statement while looking for matching single-quote');
      return;
    }
    add(keepsQuotes ? source.slice(at, end + 1) : source.slice(at + 1, end), 'whole');
    at = end + 1;
  }

  function readEscaped(): void {
    at += 1;
    if (frame.rawEscapes) add(lexing.escape, 'whole');
    if (at < source.length) add(next(), 'whole');
  }

  function readEscapedInQuotes(): void {
    at += 1;
    if (frame.rawEscapes) frame.text += lexing.escape;
    const escaped = source[at];
    if (escaped === undefined) return;
    if (escaped === '"' || escaped === '$' || escaped === lexing.escape) {
      frame.text += escaped;
      at += 1;
    } else frame.text += lexing.escape;
  }

  /** `<<` and the blanks after it belong to one word: it may name a heredoc. */
  function readLess(): void {
    let end = at + 1;
    if (source[end] === '<') {
      do end += 1;
      while (source[end] === ' ' || source[end] === '\t' || source[end] === '\r');
    }
    add(source.slice(at, end), 'whole');
    at = end;
  }

  function readQuoted(): void {
    const character = source[at];
    if (character === '"') {
      at += 1;
      const { text, unknown } = close();
      add(keepsQuotes ? `"${text}"` : text, 'whole', unknown);
    } else if (character === '$') readDollar();
    else if (character === lexing.escape) readEscapedInQuotes();
    else readPlain();
  }

  function readPlain(): void {
    const start = at;
    do at += 1;
    while (at < source.length && !isSpecial(source.charCodeAt(at)));
    add(source.slice(start, at), 'split');
  }

  function readBare(): void {
    const character = source[at];
    if (character === closing(frame.kind)) {
      at += 1;
      finish();
    } else if (character === '$') readDollar();
    else if (character === '<') readLess();
    else if (character === "'" && !plainQuotes) readSingleQuoted();
    else if (character === '"' && !plainQuotes) {
      at += 1;
      open('quoted', {});
    } else if (character === lexing.escape) readEscaped();
    else readPlain();
  }

  while (failure === undefined && at < source.length) {
    if (frame.kind === 'quoted') readQuoted();
    else readBare();
  }
  if (failure === undefined && frame !== root) {
    stop('unexpected end of statement while looking for matching double-quote');
  }
  if (failure !== undefined) return fail(failure);
  const { text, unknown } = root;
  const words = splitter?.words() ?? [];
  return succeed({
    text,
    words,
    matched,
    unmatched,
    ...(unknown === undefined ? {} : { unknown }),
  });
}

function isExpression(frame: Frame): boolean {
  return frame.kind !== 'word' && frame.kind !== 'quoted';
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
