/** What a program takes: long options with a value and without, and short ones by their long names. */
export interface FlagTable {
  readonly valued: readonly string[];
  readonly plain: readonly string[];
  readonly short?: Readonly<Record<string, string>>;
  /** Whether `-name` is the same as `--name` (Go's package flag, and urfave/cli on it). */
  readonly singleDash?: boolean;
  /** Whether options end with the first operand. */
  readonly endsAtOperand?: boolean;
}

/** The words of a call, sorted out. */
export interface ReadFlags {
  /** Values by option, in their order; `true` for one without. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly string[];
  /** Options that the program does not take. */
  readonly unknown: readonly string[];
}

/** Sorts options and operands of a call out, as Go programs do (spf13/pflag, flag). Total. */
export function readFlags(words: readonly string[], table: FlagTable): ReadFlags {
  const flags = new Map<string, string[]>();
  const operands: string[] = [];
  const unknown: string[] = [];
  const add = (name: string, value: string) => {
    const values = flags.get(name) ?? [];
    values.push(value);
    flags.set(name, values);
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      if (table.endsAtOperand === true) {
        operands.push(...words.slice(at + 1));
        break;
      }
      continue;
    }
    const equals = word.indexOf('=');
    const written = equals === -1 ? word : word.slice(0, equals);
    const name = nameOf(written, table);
    if (name === undefined) unknown.push(written);
    else if (table.plain.includes(name)) {
      if (word.slice(equals) !== '=false' || equals === -1) add(name, 'true');
    } else if (equals !== -1) add(name, word.slice(equals + 1));
    else {
      at += 1;
      add(name, words[at] ?? '');
    }
  }
  return { flags, operands, unknown };
}

function nameOf(written: string, { valued, plain, short = {}, singleDash }: FlagTable) {
  const isLong = written.startsWith('--') || singleDash === true;
  const name = written.replace(/^--?/, '');
  if (isLong) return valued.includes(name) || plain.includes(name) ? name : undefined;
  return Object.hasOwn(short, name) ? short[name] : undefined;
}
