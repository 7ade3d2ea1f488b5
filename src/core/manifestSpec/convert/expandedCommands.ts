import type { Message } from '../../analysis/finding.ts';
import { joinLine } from '../../dockerfile/syntax/logicalLine.ts';
import { expandWord } from '../../dockerfile/word.ts';
import { scanShell } from '../../shell/scan.ts';
import {
  branchesOf,
  EXPANSION,
  type ShellBranch,
  type ShellCommand,
  type ShellWord,
} from '../../shell/script.ts';
import { LineIndex } from '../../text.ts';

/** A command of a script with the values that the script itself gives. */
export interface ExpandedCommand {
  /** Without quotes; variables that nobody knows stand as `${NAME}`. */
  readonly words: readonly string[];
  /** 0-based. */
  readonly line: number;
}

/** A thing to know about a conversion. */
export interface Note extends Message {
  /** Of the script, 0-based; undefined where it is about all of it. */
  readonly line?: number;
}

/** What a script runs. */
export interface ExpandedScript {
  readonly commands: readonly ExpandedCommand[];
  /** Names of variables that stay. */
  readonly variables: readonly string[];
  readonly notes: readonly Note[];
}

/** Longest script, in characters; commands, loops written out; and values of one loop. */
const limits = { length: 256 * 1024, commands: 5_000, values: 64, depth: 4 };

/**
 * The simple commands of a shell script, with variables that it sets to fixed texts put in their places, and
 * loops over fixed lists written out. Everything else stays as it is written. Takes any text.
 */
export function expandCommands(text: string): ExpandedScript {
  const notes: Note[] = [];
  if (text.length > limits.length) {
    notes.push({ text: 'The script is too long: only its begin was read.', args: [] });
  }
  const source = withShellLines(text.slice(0, limits.length).replaceAll('\r\n', '\n'));
  const { commands } = scanShell(joinLine(source, [{ start: 0, end: source.length }]));
  const environment = new Map<string, string>();
  const left = new Set<string>();
  const expanded: ExpandedCommand[] = [];
  const lines = new LineIndex(source);
  for (const command of commands) {
    const line = lines.position(command.span.start).line;
    const branches = branchesOf(command);
    const isCertain = branches.every(({ kind }) => kind === 'for');
    if (command.words.length === 0 || setters.has(command.name ?? '')) {
      for (const { name, value } of command.assignments) {
        const known = branches.length === 0 ? valueOf(value, environment) : undefined;
        if (known === undefined) environment.delete(name);
        else environment.set(name, known);
      }
      continue;
    }
    const loops = branches.filter(({ kind }) => kind === 'for').toReversed();
    const turns = turnsOf(loops, source, environment);
    const isOurs = isAboutLists(command);
    if (isOurs && !isCertain) {
      notes.push({
        text: 'It runs on a condition, and is taken as if that were met.',
        args: [],
        line,
      });
    }
    for (const turn of turns) {
      if (expanded.length >= limits.commands) break;
      const words = command.words.flatMap((word) => wordsOf(word, turn, isOurs ? left : new Set()));
      expanded.push({ words: withoutPrompt(words), line });
    }
  }
  return { commands: expanded, variables: [...left], notes };
}

/** Lines that go on, as PowerShell and cmd.exe have them. A backtick elsewhere is one of a POSIX shell. */
function withShellLines(text: string): string {
  const isPowerShell = !/`(?![ \t]*(?:\n|$))/.test(text);
  const joined = isPowerShell ? text.replace(/`[ \t]*\n/g, '\\\n') : text;
  return joined.replace(/\^\n/g, '\\\n');
}

/** Commands that only set variables. */
const setters = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);

function isAboutLists({ words }: ShellCommand): boolean {
  const first = words.slice(0, 3).map(({ value }) => value.slice(value.lastIndexOf('/') + 1));
  return first.includes('docker') || first.includes('manifest-tool');
}

/** What stands in front of a command where it was copied from: a prompt, a dash or a key of YAML. */
function withoutPrompt(words: readonly string[]): readonly string[] {
  let first = 0;
  while (first < 2 && /^(?:-|\$|>|[\w-]+:)$/.test(words[first] ?? '')) first += 1;
  return words.slice(first);
}

/** The values of variables for each turn of the loops around a command. */
function turnsOf(
  loops: readonly ShellBranch[],
  source: string,
  environment: ReadonlyMap<string, string>,
): readonly ReadonlyMap<string, string>[] {
  let turns: readonly ReadonlyMap<string, string>[] = [environment];
  for (const { words } of loops.slice(0, limits.depth)) {
    const [first] = words;
    const name = first && loopName(source, first.span.start);
    if (name === undefined) continue;
    turns = turns.flatMap((turn) => {
      const values = words.flatMap((word) => wordsOf(word, turn, new Set()));
      const isFixed = values.length <= limits.values && !values.some((each) => each.includes('$'));
      return isFixed ? values.map((value) => new Map([...turn, [name, value]])) : [turn];
    });
    if (turns.length > limits.commands) turns = turns.slice(0, limits.commands);
  }
  return turns;
}

/** The variable of `for NAME in`, whose first value begins at an offset. */
function loopName(source: string, at: number): string | undefined {
  const before = source.slice(Math.max(0, at - 200), at);
  return /(?<![\w-])for[ \t]+([A-Za-z_]\w*)[ \t]+in[ \t\\\n]+["']?$/.exec(before)?.[1];
}

/** What a shell makes of a word; unquoted values are split at blanks. */
function wordsOf(
  word: ShellWord,
  environment: ReadonlyMap<string, string>,
  left: Set<string>,
): readonly string[] {
  const value = valueOf(word, environment, left) ?? withoutQuotes(word.text);
  const mayBeSeveral =
    word.literal === undefined && !/["']/.test(word.text) && !/[ \t\n]/.test(word.text);
  return mayBeSeveral ? value.split(/[ \t\n]+/).filter((each) => each !== '') : [value];
}

/** The value of a word, in which unknown variables stay; undefined where that cannot be told. */
function valueOf(
  word: ShellWord,
  environment: ReadonlyMap<string, string>,
  left = new Set<string>(),
): string | undefined {
  if (word.literal !== undefined) return word.literal;
  const { variables } = word;
  const unknown = variables.filter(({ name }) => !environment.has(name));
  for (const { name } of unknown) left.add(name);
  const expansions = word.value.split(EXPANSION).length - 1;
  const isPlain =
    word.commands.length === 0 &&
    expansions === variables.length &&
    unknown.every(({ operator }) => operator === '');
  if (!isPlain) return undefined;
  const values = Object.fromEntries([
    ...variables.map(({ name }) => [name, environment.get(name) ?? `\${${name}}`] as const),
  ]);
  const expanded = expandWord(word.text, values);
  return expanded.ok ? expanded.value.text : undefined;
}

/** A word without its quotes; what a shell would put in the place of `$(…)` and `${…}` stays. */
function withoutQuotes(text: string): string {
  let out = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quote !== "'" && (sign === '`' || (sign === '$' && /[({]/.test(text.charAt(at + 1))))) {
      const end = endOfExpansion(text, at);
      out += text.slice(at, end);
      at = end - 1;
    } else if (quote === '' && (sign === "'" || sign === '"')) quote = sign;
    else if (sign === quote) quote = '';
    else if (sign === '\\' && quote !== "'") {
      at += 1;
      out += text.charAt(at);
    } else out += sign;
  }
  return out;
}

function endOfExpansion(text: string, start: number): number {
  if (text.charAt(start) === '`') {
    const end = text.indexOf('`', start + 1);
    return end === -1 ? text.length : end + 1;
  }
  let open = 0;
  for (let at = start + 1; at < text.length; at += 1) {
    if ('({'.includes(text.charAt(at))) open += 1;
    else if (')}'.includes(text.charAt(at))) open -= 1;
    if (open === 0) return at + 1;
  }
  return text.length;
}
