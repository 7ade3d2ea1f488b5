import { checksumProblem } from './checksum.ts';
import { chmodProblem } from './chmod.ts';
import { enterDirectory } from './directory.ts';
import { portProblem } from './ports.ts';
import { copySourceProblem } from './remoteSource.ts';
import { signalProblem } from './signal.ts';
import { EPOCH, epochOf } from './sourceDateEpoch.ts';
import { unknownGiven } from './unknownGiven.ts';
import { readMark } from '../syntax/heredocs.ts';
import type {
  ArgInstruction,
  CopyInstruction,
  Instruction,
  PlainInstruction,
} from '../instruction.ts';
import { lexWord, type Lexing } from '../expansion/lexer.ts';
import type { Word } from '../syntax/logicalLine.ts';
import type { Variable } from '../expansion/modifiers.ts';
import type { Pair } from '../syntax/nodes.ts';
import type { UnknownBuildArgs } from '../resolution.ts';
import type { Report } from './report.ts';
import { enterIn, lookUp, lookUpSet, openScope, type Scope, type Setting } from '../scope.ts';
import { isPlain, valueIn } from '../word.ts';

/** What instructions of a stage see apart from the stage itself. */
export interface Surroundings {
  readonly globals: Scope;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly unknownBuildArgs: UnknownBuildArgs | undefined;
  readonly escape: string;
}

/** See {@link Scope}: the parts of it that a stage fills. */
interface Own {
  readonly settings: Map<string, Setting>;
  readonly covered: Map<string, Setting>;
}

/** These take part in SBOM scanning and never become variables. */
const NOT_VARIABLES: ReadonlySet<string> = new Set([
  'BUILDKIT_SBOM_SCAN_CONTEXT',
  'BUILDKIT_SBOM_SCAN_STAGE',
]);

/** Carries out a stage's instructions in turn (BuildKit 0.32, dockerfile2llb, dispatch). */
export class Dispatcher {
  readonly #surroundings: Surroundings;
  #scope: Scope;
  /** What the stage itself sets, once it sets something. */
  #own: Own | undefined;

  /** @param start what the stage's base leaves behind; stays as it is */
  constructor(start: Scope, surroundings: Surroundings) {
    this.#scope = start;
    this.#surroundings = surroundings;
  }

  /** What the next instruction sees. */
  get scope(): Scope {
    return this.#scope;
  }

  /** Carries out one instruction, as far as variables and the working directory are concerned. */
  dispatch(instruction: Instruction, report: Report): void {
    switch (instruction.kind) {
      case 'arg':
        this.#dispatchArg(instruction, report);
        return;
      case 'env':
        this.#dispatchEnv(instruction.pairs, report);
        return;
      case 'workdir':
        for (const word of instruction.args) this.#enter(this.#expand(word, report));
        return;
      case 'label':
        for (const { key, value } of instruction.pairs) {
          this.#expand(key, report);
          if (value) this.#expand(value, report);
        }
        return;
      case 'copy':
      case 'add':
        this.#dispatchCopy(instruction, report);
        return;
      case 'expose':
        this.#dispatchExpose(instruction, report);
        return;
      case 'stopsignal':
        this.#checkFirst(instruction.args, signalProblem, report);
        return;
      case 'volume':
        this.#checkFirst(instruction.args, volumeProblem, report);
        return;
      case 'user':
        for (const word of instruction.args) this.#expand(word, report);
        return;
      // Their words are for the shell in the container, or for nobody.
      case 'run':
      case 'cmd':
      case 'entrypoint':
      case 'healthcheck':
      case 'maintainer':
      case 'onbuild':
      case 'shell':
      case 'unknown':
      case 'from':
        return;
    }
  }

  #dispatchArg({ declarations }: ArgInstruction, report: Report): void {
    for (const { key, value } of declarations) {
      const variable = this.#argument(key.text, value, report);
      if (!variable || NOT_VARIABLES.has(key.text)) continue;
      const { settings, covered } = this.#open();
      const before = lookUpSet(this.#scope, key.text);
      if (before && !before.byArg) covered.set(key.text, before);
      settings.set(key.text, { variable, byArg: true });
    }
  }

  #argument(name: string, value: Word | undefined, report: Report): Variable | undefined {
    const given = this.#surroundings.buildArgs.get(name);
    const own = given === undefined ? undefined : { value: given };
    const variable = name === EPOCH ? epochOf(given ?? '') : own;
    const { globals, unknownBuildArgs } = this.#surroundings;
    const known = variable ?? unknownGiven(unknownBuildArgs, name);
    if (known) return known;
    if (value) return this.#expand(value, report);
    const other = unknownBuildArgs?.others;
    return lookUp(globals, name) ?? (other === undefined ? undefined : { unknown: other });
  }

  #dispatchEnv(pairs: readonly Pair[], report: Report): void {
    // All of them see what was set before the instruction.
    const expanded = pairs.map(({ key, value }) => ({
      name: this.#expand(key, report),
      variable: value ? this.#expand(value, report) : { value: '' },
    }));
    for (const { name, variable } of expanded) {
      if (!('value' in name)) continue;
      const { settings, covered } = this.#open();
      settings.set(name.value, { variable, byArg: false });
      covered.delete(name.value);
    }
  }

  #dispatchCopy(instruction: CopyInstruction, report: Report): void {
    const values = new Map<string, { readonly value: Variable; readonly word: Word }>();
    for (const { name, value: word } of instruction.flags) {
      const expands = name === 'chown' || name === 'chmod' || name === 'checksum';
      if (expands && word) values.set(name, { value: this.#expand(word, report), word });
    }
    const paths = instruction.args.map((word) =>
      word.text.includes('<<') && isMark(word) ? undefined : this.#expand(word, report),
    );
    const sources = paths.slice(0, -1);
    check('chmod', chmodProblem);
    check('checksum', (checksum) => checksumProblem(checksum, sources));
    for (const [index, source] of instruction.kind === 'copy' ? sources.entries() : []) {
      const word = instruction.args[index];
      const message = source && 'value' in source ? copySourceProblem(source.value) : undefined;
      if (word && message !== undefined) report(message, word.span);
    }
    for (const { expand, content, contentSpan } of instruction.heredocs) {
      if (expand) this.#expand({ text: content, span: contentSpan }, report, IN_HEREDOC);
    }

    function check(flag: string, problemOf: (text: string) => string | undefined): void {
      const found = values.get(flag);
      const message = found && 'value' in found.value ? problemOf(found.value.value) : undefined;
      if (found && message !== undefined) report(message, found.word.span);
    }
  }

  #dispatchExpose({ args }: PlainInstruction, report: Report): void {
    // BuildKit sorts them before it looks at any (instructions, parseExpose).
    const words = args.toSorted((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
    const found = words.map((word) => ({ word, ports: this.#split(word, report) }));
    for (const { word, ports } of found) {
      const message = ports.map(portProblem).find((problem) => problem !== undefined);
      if (message === undefined) continue;
      report(message, word.span);
      return;
    }
  }

  /** The words that a word becomes; none when that is not known. */
  #split(word: Word, report: Report): readonly string[] {
    if (!('value' in this.#expand(word, report))) return [];
    const lexing = { ...this.#surroundings, split: true };
    const lexed = lexWord(word.text, (name) => lookUp(this.#scope, name), lexing);
    return lexed.ok ? lexed.value.words : [];
  }

  /** Expands all words, and then reports what is wrong with the first that is wrong. */
  #checkFirst(
    words: readonly Word[],
    problemOf: (text: string) => string | undefined,
    report: Report,
  ): void {
    const expanded = words.map((word) => ({ word, value: this.#expand(word, report) }));
    for (const { word, value } of expanded) {
      const message = 'value' in value ? problemOf(value.value) : undefined;
      if (message === undefined) continue;
      report(message, word.span);
      return;
    }
  }

  #enter(path: Variable): void {
    const { directory } = this.#scope;
    if (!('value' in path)) this.#scope = enterIn(this.#scope);
    else if (directory !== undefined || path.value.startsWith('/')) {
      this.#scope = enterIn(this.#scope, enterDirectory(directory ?? '/', path.value));
    }
  }

  #open(): Own {
    if (this.#own) return this.#own;
    const settings = new Map<string, Setting>();
    const covered = new Map<string, Setting>();
    this.#scope = openScope(this.#scope, settings, covered);
    this.#own = { settings, covered };
    return this.#own;
  }

  #expand(word: Word, report: Report, lexing: Lexing = this.#surroundings): Variable {
    if (isPlain(word.text)) return { value: word.text };
    const value = valueIn(word.text, (name) => lookUp(this.#scope, name), lexing);
    if (value.ok) return value.value;
    const { message } = value.problem;
    report(message, word.span);
    return { unknown: message };
  }
}

function volumeProblem(path: string): string | undefined {
  return path === '' ? 'VOLUME specified can not be an empty string' : undefined;
}

/** A heredoc's body knows no quotes, and only the backslash escapes in it. */
const IN_HEREDOC: Lexing = { escape: '\\', quotes: 'plain' };

function isMark(word: Word): boolean {
  return readMark(word.text) !== undefined;
}
