import type { Caller } from '../terminal.ts';
import type { InputOf, Fields } from './fields.ts';
import type { ObjectShape } from './shapes.ts';

/** What a tool works with besides its input. */
export interface ToolSurroundings extends Caller {
  /** Absolute paths of the folders whose files may be read; a relative path is of the first that has it. */
  readonly roots: readonly string[];
  /** The builder that is meant where none is named; Docker's own choice when left out. */
  readonly builder?: string;
}

/** Something that a language model can ask for. No tool writes anything. */
export interface Tool {
  /** As models know it. */
  readonly name: string;
  readonly title: string;
  /** What it tells and when it is of use, for a model. */
  readonly description: string;
  readonly fields: Fields;
  readonly output: ObjectShape;
  /** Whether it asks registries. */
  readonly asksRegistries: boolean;
  /** @throws {CommandError} when it cannot tell */
  run(input: Readonly<Record<string, unknown>>, surroundings: ToolSurroundings): Promise<object>;
}

/** Makes a tool, whose input is what its fields say. */
export function defineTool<const F extends Fields>(
  tool: Omit<Tool, 'fields' | 'run'> & {
    readonly fields: F;
    readonly run: (input: InputOf<F>, surroundings: ToolSurroundings) => Promise<object>;
  },
): Tool {
  // The reader of the same fields has made sure of it.
  return { ...tool, run: (input, around) => tool.run(input as InputOf<F>, around) };
}

/** Most entries of a list in a result: what comes after them is counted. */
const most = 50;
/** Longest text in a result, in characters. */
const longest = 1_000;

/** The first entries of a list. */
export function few<T>(entries: readonly T[], limit = most): readonly T[] {
  return entries.slice(0, limit);
}

/** `{ more: n }` where {@link few} left some out. */
export function more(entries: readonly unknown[], limit = most): { readonly more?: number } {
  return entries.length > limit ? { more: entries.length - limit } : {};
}

/** A text that is not too long. */
export function short(text: string, limit = longest): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
