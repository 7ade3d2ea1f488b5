import { kept } from '../kept.ts';
import type { CopyInstruction, Instruction, PairsInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { Word } from '../dockerfile/syntax/logicalLine.ts';
import { architectureWords, type ArchitectureWord } from '../platform/architectureWords.ts';
import type { RunScript } from '../shell/runScript.ts';
import {
  EXPANSION,
  type ShellCommand,
  type ShellVariable,
  type ShellWord,
} from '../shell/script.ts';
import { wordPieces, type WordPiece } from '../shell/wordPieces.ts';
import type { Span } from '../text.ts';
import { architectureTests } from './architectureTests.ts';
import {
  assigned,
  commandMentions,
  isCrossFolder,
  isCrossName,
  isForeign,
  isSystemFolder,
  variablesInNames,
  type MentionRole,
} from './commandMentions.ts';
import { usesIn } from './variableUses.ts';

/** A word for an architecture, where it stands in the file. */
export interface PlacedArchitecture extends ArchitectureWord {
  readonly span: Span;
  readonly quoting: WordPiece['quoting'];
}

/** A word of an instruction that names an architecture. */
export interface ArchitectureMention {
  readonly instruction: Instruction;
  /** The command of a RUN. */
  readonly command?: ShellCommand;
  readonly role: MentionRole;
  /** The word without quotes; `\uFFFC` for what is expanded. */
  readonly value: string;
  /** At least one, in order. */
  readonly words: readonly PlacedArchitecture[];
  /** Whether it only holds where the architecture was asked for. */
  readonly isTested: boolean;
}

/** The words of a stage that name architectures, in order. Linear. */
export function architectureMentions(
  dockerfile: Dockerfile,
  instructions: readonly Instruction[],
  scripts: readonly RunScript[],
): readonly ArchitectureMention[] {
  const runs = new Map<Instruction, RunScript>(scripts.map((run) => [run.instruction, run]));
  let known: ReadonlySet<string> | undefined;
  const inNames = () => (known ??= namesOfStage(dockerfile, instructions, scripts));
  return instructions.flatMap((instruction) => {
    switch (instruction.kind) {
      case 'run': {
        const run = runs.get(instruction);
        return run ? runMentions(run, dockerfile) : [];
      }
      case 'copy':
      case 'add':
        return copyMentions(instruction, dockerfile);
      case 'env':
        return envMentions(dockerfile, instruction, inNames);
      default:
        return [];
    }
  });
}

const runMentions = kept(
  (run: RunScript, dockerfile: Dockerfile): readonly ArchitectureMention[] => {
    const { instruction } = run;
    // Most have none, and then nothing else needs to be looked at.
    const { start, end } = instruction.span;
    if (architectureWords(dockerfile.text.slice(start, end)).length === 0) return [];
    const { script } = run;
    const tests = architectureTests(script);
    return commandMentions(dockerfile, script).flatMap(({ command, word, role, body }) => {
      const words =
        body === undefined
          ? placed(dockerfile, word)
          : inBody(dockerfile, word, body === 'expanded' ? 'double' : 'single');
      if (words.length === 0) return [];
      const isTested = tests.isTested(command);
      return [{ instruction, command, role, value: word.value, words, isTested }];
    });
  },
);

/** The places of the words for architectures in a word; none where they cannot be told. */
function placed(
  { text, escape }: Dockerfile,
  word: Pick<ShellWord, 'span' | 'value' | 'variables' | 'commands'>,
): readonly PlacedArchitecture[] {
  const expected = architectureWords(word.value).length;
  if (expected === 0) return [];
  const found = (wordPieces(text, word, escape) ?? []).flatMap((piece) =>
    architectureWords(piece.text).map((at) => {
      const start = piece.start + at.start;
      return { ...at, span: { start, end: start + at.text.length }, quoting: piece.quoting };
    }),
  );
  return found.length === expected ? found : [];
}

function inBody(
  { text }: Dockerfile,
  { span }: ShellWord,
  quoting: PlacedArchitecture['quoting'],
): readonly PlacedArchitecture[] {
  return architectureWords(text.slice(span.start, span.end)).map((at) => {
    const start = span.start + at.start;
    return { ...at, span: { start, end: start + at.text.length }, quoting };
  });
}

const copyMentions = kept(
  (instruction: CopyInstruction, dockerfile: Dockerfile): readonly ArchitectureMention[] => {
    const last = instruction.args.length - 1;
    return instruction.args.flatMap((word, at) => {
      const { value, words } = inWord(word, dockerfile);
      if (words.length === 0) return [];
      const role = copyRole(instruction, value, at === last);
      return [{ instruction, role, value, words, isTested: false }];
    });
  },
);

function copyRole({ kind, args }: CopyInstruction, value: string, isLast: boolean): MentionRole {
  if (isForeign(value)) return 'other';
  if (kind === 'add' && value.includes('://')) return 'url';
  if (isCrossFolder(value)) return 'other';
  if (!isLast) return 'path';
  const sources = args.slice(0, -1);
  const repeats = sources.some(({ text }) => architectureWords(text).length > 0);
  return isSystemFolder(value) && !repeats ? 'path' : 'output';
}

/** Variables of which a stage makes part of a URL or of a path. */
function namesOfStage(
  dockerfile: Dockerfile,
  instructions: readonly Instruction[],
  scripts: readonly RunScript[],
): ReadonlySet<string> {
  const copied = instructions.flatMap((instruction) =>
    instruction.kind === 'copy' || instruction.kind === 'add'
      ? instruction.args.flatMap((word) => usesIn(dockerfile, word).map(({ name }) => name))
      : [],
  );
  const run = scripts.flatMap(({ script }) => [...variablesInNames(script.commands)]);
  return new Set([...copied, ...run]);
}

function envMentions(
  dockerfile: Dockerfile,
  instruction: PairsInstruction,
  inNames: () => ReadonlySet<string>,
): readonly ArchitectureMention[] {
  return instruction.pairs.flatMap(({ key, value: word }) => {
    if (!word) return [];
    const { value, words } = inWord(word, dockerfile);
    if (words.length === 0) return [];
    // A name with an architecture in it has neighbours for the others; one for cross compilers is for them.
    const isTested = isCrossName(key.text);
    const role = assigned(key.text, { value }, inNames()) ?? 'other';
    return [{ instruction, role, value, words, isTested }];
  });
}

/** A word that BuildKit expands itself. */
const inWord = kept(
  (
    word: Word,
    dockerfile: Dockerfile,
  ): { readonly value: string; readonly words: readonly PlacedArchitecture[] } => {
    if (architectureWords(word.text).length === 0) return { value: word.text, words: [] };
    const variables = expansions(dockerfile, word);
    const pieces = wordPieces(
      dockerfile.text,
      { span: word.span, variables, commands: [] },
      dockerfile.escape,
    );
    const value = (pieces ?? []).map(({ text }) => text).join(EXPANSION);
    return {
      value,
      words: placed(dockerfile, { span: word.span, value, variables, commands: [] }),
    };
  },
);

/** The variables of a word, each with all that its braces hold. */
function expansions(dockerfile: Dockerfile, word: Word): readonly ShellVariable[] {
  const { text } = dockerfile;
  const found: ShellVariable[] = [];
  let after = word.span.start;
  for (const { name, span, nameSpan, operator } of usesIn(dockerfile, word)) {
    if (span.start < after) continue;
    after = operator === '' ? span.end : bracesEnd(text, span.start, word.span.end);
    found.push({
      name,
      span: { start: span.start, end: after },
      nameSpan,
      operator,
      quoting: 'none',
      hasDefault: false,
    });
  }
  return found;
}

function bracesEnd(text: string, start: number, limit: number): number {
  let depth = 0;
  for (let at = start; at < limit; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0 && text[at] === '}') return at + 1;
  }
  return limit;
}
