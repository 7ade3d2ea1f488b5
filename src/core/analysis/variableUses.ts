import type { CopyInstruction, Instruction, RunInstruction } from '../dockerfile/instruction.ts';
import type { Dockerfile } from '../dockerfile/instructions.ts';
import { readMark } from '../dockerfile/syntax/heredocs.ts';
import type { Word } from '../dockerfile/syntax/logicalLine.ts';
import type { Pair } from '../dockerfile/syntax/nodes.ts';
import { kept } from '../kept.ts';
import { runScripts, type RunScript } from '../shell/runScript.ts';
import type { Span } from '../text.ts';
import type { StageFlow } from './stageFlow.ts';
import { automaticNamesSet, mayBeOpen, mayConcern } from './nearlyAutomatic.ts';
import { wordVariables, type WordVariable } from './wordVariables.ts';

/** A place of the file that uses a variable of the build. */
export interface VariableUse {
  readonly kind: 'use';
  readonly name: string;
  /** `$NAME` or `${NAME}`; without what else stands in the braces. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** What follows the name in braces: `:-`, `#`, …; empty when nothing does. */
  readonly operator: string;
  /** What takes its place when it is not set, where that is a plain text. */
  readonly fallback?: string;
}

/** A place that sets one: ARG or ENV. */
export interface VariableSetting {
  readonly kind: 'arg' | 'env';
  readonly name: string;
  readonly pair: Pair;
}

/** What an instruction does to variables, in the order in which it does. */
export type VariableEvent = VariableUse | VariableSetting;

type KnownEvents = WeakMap<StageFlow, Map<number, readonly VariableEvent[]>>;

/** Several rules ask for the same: remembered as long as the flow, which is made once per reading. */
const known: Record<'all' | 'open', KnownEvents> = { all: new WeakMap(), open: new WeakMap() };

/**
 * What the instructions of a stage do to variables, in order. Of a RUN, what its script sets itself, or
 * may set by `eval` or another script, is left out, and so is all that no POSIX shell reads. Instructions
 * that name no automatic argument, nor anything like one, are left out. Read once.
 */
export function variableEvents(
  dockerfile: Dockerfile,
  flow: StageFlow,
  stage: number,
): readonly VariableEvent[] {
  return remembered(known.all, flow, stage, () => readEvents(dockerfile, flow, stage, mayConcern));
}

/**
 * The same without instructions that only use automatic arguments which the stage has declared above, as
 * most do: their scripts need not be read to know what is not declared, or misspelled.
 */
export function openEvents(
  dockerfile: Dockerfile,
  flow: StageFlow,
  stage: number,
): readonly VariableEvent[] {
  return remembered(known.open, flow, stage, () => {
    const declared = new Set<string>();
    return readEvents(dockerfile, flow, stage, (instruction) => {
      const isOpen = mayConcern(instruction) && mayBeOpen(instruction, declared);
      for (const name of automaticNamesSet(instruction)) declared.add(name);
      return isOpen;
    });
  });
}

function remembered(
  flows: KnownEvents,
  flow: StageFlow,
  stage: number,
  read: () => readonly VariableEvent[],
): readonly VariableEvent[] {
  const stages = flows.get(flow) ?? new Map<number, readonly VariableEvent[]>();
  flows.set(flow, stages);
  const events = stages.get(stage) ?? read();
  stages.set(stage, events);
  return events;
}

function readEvents(
  dockerfile: Dockerfile,
  flow: StageFlow,
  stage: number,
  counts: (instruction: Instruction) => boolean,
): readonly VariableEvent[] {
  let scripts: ReadonlyMap<Instruction, RunScript> | undefined;
  const scriptOf = (run: RunInstruction) => {
    scripts ??= new Map(
      runScripts(dockerfile, flow, stage).map((script) => [script.instruction, script]),
    );
    return scripts.get(run);
  };
  const events: VariableEvent[] = [];
  for (const instruction of flow.stages[stage]?.instructions ?? []) {
    if (!counts(instruction)) continue;
    const script = instruction.kind === 'run' ? scriptOf(instruction) : undefined;
    for (const event of eventsOf(script ?? instruction, dockerfile)) events.push(event);
  }
  return events;
}

const eventsOf = kept((read: Instruction | RunScript, dockerfile: Dockerfile) =>
  'shell' in read
    ? instructionEvents(dockerfile, read.instruction, read)
    : instructionEvents(dockerfile, read),
);

/** What one instruction does to variables. A RUN without its script gives its flags only. */
export function instructionEvents(
  dockerfile: Dockerfile,
  instruction: Instruction,
  script?: RunScript,
): readonly VariableEvent[] {
  switch (instruction.kind) {
    case 'arg':
      return instruction.declarations.flatMap((pair) => [
        ...usesIn(dockerfile, pair.value),
        { kind: 'arg', name: pair.key.text, pair } as const,
      ]);
    case 'env': {
      const sets = instruction.pairs.map((pair): VariableSetting => ({
        kind: 'env',
        name: pair.key.text,
        pair,
      }));
      return [...pairUses(dockerfile, instruction.pairs), ...sets];
    }
    case 'label':
      return pairUses(dockerfile, instruction.pairs);
    case 'copy':
    case 'add':
      return copyUses(dockerfile, instruction);
    case 'run':
      return [...mountUses(dockerfile, instruction), ...scriptUses(dockerfile, script)];
    case 'expose':
    case 'stopsignal':
    case 'user':
    case 'volume':
    case 'workdir':
      return instruction.args.flatMap((word) => usesIn(dockerfile, word));
    case 'from':
    case 'cmd':
    case 'entrypoint':
    case 'healthcheck':
    case 'maintainer':
    case 'onbuild':
    case 'shell':
    case 'unknown':
      return [];
  }
}

/** The variables that a word uses. */
export function usesIn(
  dockerfile: Dockerfile,
  word: Pick<Word, 'span'> | undefined,
  kind: 'word' | 'heredoc' = 'word',
): readonly VariableUse[] {
  if (!word) return [];
  return wordVariables(dockerfile, word.span, kind).map((found) => use(dockerfile, found));
}

const FALLBACK = /:?-([^${}"'`\\\n]*)\}/y;

function use({ text }: Dockerfile, { name, nameSpan, operator }: WordVariable): VariableUse {
  const { start, end } = nameSpan;
  const isBraced = text[start - 1] === '{';
  const span = {
    start: start - (isBraced ? 2 : text[start - 1] === '$' ? 1 : 0),
    end: end + (isBraced && text[end] === '}' ? 1 : 0),
  };
  FALLBACK.lastIndex = end;
  const fallback = isBraced ? FALLBACK.exec(text)?.[1] : undefined;
  return {
    kind: 'use',
    name,
    span,
    nameSpan,
    operator,
    ...(fallback !== undefined && { fallback }),
  };
}

function pairUses(dockerfile: Dockerfile, pairs: readonly Pair[]): readonly VariableUse[] {
  return pairs.flatMap(({ key, value }) => [
    ...usesIn(dockerfile, key),
    ...usesIn(dockerfile, value),
  ]);
}

function copyUses(dockerfile: Dockerfile, copy: CopyInstruction): readonly VariableUse[] {
  const expanded = ['chown', 'chmod', 'checksum'];
  const flags = copy.flags.filter(({ name }) => expanded.includes(name));
  const paths = copy.args.filter(({ text }) => !readMark(text));
  const bodies = copy.heredocs.filter(({ expand }) => expand);
  return [
    ...flags.flatMap(({ value }) => usesIn(dockerfile, value)),
    ...paths.flatMap((word) => usesIn(dockerfile, word)),
    ...bodies.flatMap(({ contentSpan }) => usesIn(dockerfile, { span: contentSpan }, 'heredoc')),
  ];
}

function mountUses(dockerfile: Dockerfile, run: RunInstruction): readonly VariableUse[] {
  return run.mounts.flatMap(({ span, from }) =>
    // `from` takes no variables: BuildKit refuses them.
    usesIn(dockerfile, { span }).filter(
      ({ nameSpan: { start } }) => !from || start < from.span.start || start >= from.span.end,
    ),
  );
}

function scriptUses(dockerfile: Dockerfile, run: RunScript | undefined): readonly VariableUse[] {
  if (!run || run.script.sources) return [];
  const { variables, assigned } = run.script;
  return variables
    .filter(({ name }) => !assigned.has(name))
    .map((variable) => use(dockerfile, variable));
}
