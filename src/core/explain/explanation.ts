import type { CellState } from '../analysis/cellState.ts';
import type { Message, RuleCode, Severity } from '../analysis/finding.ts';
import type { Range } from '../text.ts';

/** What becomes of a Dockerfile on its targets, in words and as a graph. Values only: it goes through JSON. */
export interface Explanation {
  /** The targets as BuildKit prints them, in the order given. */
  readonly targets: readonly string[];
  /** How the target or service builds it whose build this is. */
  readonly declared?: readonly Sentence[];
  /** Why BuildKit refuses the file; the rest says then what would be. */
  readonly refused: readonly Sentence[];
  /** What matters most, first. */
  readonly summary: readonly Sentence[];
  readonly stages: readonly ExplainedStage[];
  /** Which stage needs which other one, each pair once. */
  readonly edges: readonly StageEdge[];
  /** What the file does about other platforms than that of the builder, and could do. */
  readonly cross: readonly Sentence[];
  readonly result: ExplainedResult;
  /** What the checker finds before the first stage. */
  readonly findings: readonly Sentence[];
  /** What stayed unknown, each once. */
  readonly unknown: readonly Sentence[];
}

/** A sentence, and where it leads. Its text is a message: surfaces translate it and fill it in. */
export interface Sentence extends Message {
  /** The targets that it is about, where it is not about all. */
  readonly platforms?: readonly string[];
  /** The place in the Dockerfile that it is about. */
  readonly range?: Range;
  /** What the checker calls it, and how much it matters. */
  readonly rule?: RuleCode;
  readonly severity?: Severity;
}

/** One stage, and what becomes of it. */
export interface ExplainedStage {
  readonly index: number;
  readonly name?: string;
  /** What it is built on, as written. */
  readonly base: string;
  /** Of its FROM. */
  readonly range: Range;
  /** Whether some target's image is made of it. */
  readonly isResult: boolean;
  /** In the order of the targets. */
  readonly cells: readonly ExplainedCell[];
  /** In the order in which a person wants to know. */
  readonly says: readonly Sentence[];
  readonly findings: readonly Sentence[];
}

/** A stage on a target. */
export interface ExplainedCell {
  readonly platform: string;
  readonly state: CellState;
  /** Why it is so, in words. */
  readonly reason: Message;
  /**
   * Targets with the same number have the whole stage in common: it is done once for them. Absent where it is
   * not needed.
   */
  readonly group?: number;
}

/** That one stage needs another one: it goes on from it, copies its files, or sees them while a RUN runs. */
export interface StageEdge {
  readonly from: number;
  readonly to: number;
  readonly by: 'FROM' | 'COPY' | 'RUN';
}

/** What the build gives in the end. */
export interface ExplainedResult {
  readonly says: readonly Sentence[];
  /** The entries of the manifest list, in its order; none where no image is made. */
  readonly entries: readonly ResultEntry[];
}

/** An entry of the manifest list. */
export interface ResultEntry {
  /** Formatted; `unknown/unknown` of an attestation. */
  readonly platform: string;
  readonly what: Message;
}

/** A sentence. @param text with `{0}`, `{1}`, … for the arguments */
export function say(text: string, ...args: readonly string[]): Sentence {
  return Object.assign({ text }, { args });
}

/** The same, about a place. */
export function at(range: Range, sentence: Sentence): Sentence {
  return { ...sentence, range };
}

/** How a stage is called among others: its name, or its number as BuildKit has it. */
export function stageTitle({ index, name }: { readonly index: number; readonly name?: string }) {
  return name ?? `stage-${String(index)}`;
}

/** `linux/amd64, linux/arm64` */
export function listed(words: readonly string[]): string {
  return words.join(', ');
}
