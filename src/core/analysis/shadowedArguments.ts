import type { ArgInstruction } from '../dockerfile/instruction.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { Pair } from '../dockerfile/syntax/nodes.ts';
import { expandIn } from '../dockerfile/word.ts';
import { runScripts } from '../shell/runScript.ts';
import { automaticValues, isAutomatic } from './automaticArguments.ts';
import { isReplaced } from './declaredArguments.ts';
import type { RuleInput } from './rule.ts';
import { usesIn, variableEvents, type VariableEvent, type VariableUse } from './variableUses.ts';

/** A default of an ARG that takes the place of the value that BuildKit gives the name. */
export interface Shadow {
  readonly name: string;
  readonly pair: Pair & { readonly value: NonNullable<Pair['value']> };
  /** The value that the default comes to, on the targets where it is another than BuildKit's. */
  readonly value: string;
  /** The targets for which something uses it, formatted, in their order. */
  readonly targets: readonly string[];
  readonly uses: readonly VariableUse[];
  /** The default of the same name above the first FROM, which holds when this one is gone. */
  readonly outer?: Pair;
}

/** What a name stands for at a place: the default that set it, if one did, and its value if known. */
interface State {
  readonly pair?: Shadow['pair'];
  readonly value: string | undefined;
}

interface Draft {
  readonly pair: Shadow['pair'];
  readonly value: string;
  readonly targets: Set<string>;
  /** By place. */
  readonly uses: Map<number, VariableUse>;
}

/** Finds the defaults that hide BuildKit's values from something that uses them, stage after stage. */
export function shadowedArguments(input: RuleInput): readonly Shadow[] {
  const { dockerfile, resolution, flow } = input;
  const shadows = new Map<Pair['value'], Draft>();
  const globals = globalPairs(input);
  if (globals.length === 0 && !flow.stages.some(hasDefault)) return [];
  const events = flow.stages.map(({ index }) =>
    variableEvents(dockerfile, flow, index).filter(({ name }) => isAutomatic(name)),
  );
  const valueOf = automaticValues(input);

  for (const { platform: target } of resolution.targets) {
    const global = readGlobals(target);
    const atEnd: ReadonlyMap<string, State>[] = [];
    for (const stage of flow.stages) {
      const { index } = stage;
      const resolved = flow.resolved(index, target);
      const isReached = resolved?.reached === true && !isReplaced(resolved);
      if (isReached) {
        const words = [stage.platform, stage.base].flatMap((word) => usesIn(dockerfile, word));
        for (const use of words) note(global.get(use.name), use, target);
      }
      const parent = resolved?.base.stage;
      const states = new Map(parent === undefined ? [] : atEnd[parent]);
      for (const event of events[index] ?? []) {
        if (event.kind === 'use') {
          if (isReached) note(states.get(event.name), event, target);
        } else {
          states.set(event.name, stateAfter(event, states, global, target));
        }
      }
      atEnd.push(states);
      if (!isReached || !runsXx(input, index)) continue;
      // The xx helpers read these from their environment.
      for (const [name, state] of states) {
        if (name.startsWith('TARGET')) note(state, undefined, target);
      }
    }
  }
  return [...shadows.values()].map(({ pair, value, targets, uses }): Shadow => {
    const name = pair.key.text;
    const outer = globals.findLast(({ key, value: given }) => key.text === name && given);
    return {
      name,
      pair,
      value,
      targets: [...targets],
      uses: [...uses.values()],
      ...(outer && outer.value !== pair.value && { outer }),
    };
  });

  /** What the ARGs above the first FROM make of the automatic names. */
  function readGlobals(target: string): ReadonlyMap<string, State> {
    const states = new Map<string, State>();
    for (const { key, value } of globals) {
      const given = givenFor(key.text);
      if (given !== undefined) states.set(key.text, { value: given });
      if (!value || given !== undefined) continue;
      for (const use of usesIn(dockerfile, value)) note(states.get(use.name), use, target);
      const expanded = expand(value.text, states, (name) => known(name, target));
      if (isAutomatic(key.text)) states.set(key.text, { pair: { key, value }, value: expanded });
    }
    return states;
  }

  function stateAfter(
    { kind, name, pair: { key, value } }: Exclude<VariableEvent, VariableUse>,
    states: ReadonlyMap<string, State>,
    global: ReadonlyMap<string, State>,
    target: string,
  ): State {
    if (kind === 'env') return { value: undefined };
    // A build argument takes the place of every default.
    const given = givenFor(name);
    if (given !== undefined) return { value: given };
    if (!value) return global.get(name) ?? { value: known(name, target) };
    // In a stage, a name that nothing has declared is not set.
    return { pair: { key, value }, value: expand(value.text, states, () => null) };
  }

  function givenFor(name: string): string | undefined {
    return Object.hasOwn(input.buildArgs, name) ? input.buildArgs[name] : undefined;
  }

  function known(name: string, target: string): string | undefined {
    return isAutomatic(name) ? valueOf(name, target) : undefined;
  }

  /** @param otherwise what a name is that no default has set: `null` is not set, undefined is unknown */
  function expand(
    text: string,
    states: ReadonlyMap<string, State>,
    otherwise: (name: string) => string | undefined | null,
  ): string | undefined {
    const lookUp = (name: string) => {
      const state = states.get(name);
      const value = state || !isAutomatic(name) ? state?.value : otherwise(name);
      if (value === null) return undefined;
      return value === undefined ? { unknown: name } : { value };
    };
    const expanded = expandIn(text, lookUp, { escape: dockerfile.escape });
    if (!expanded.ok || expanded.value.unknown !== undefined) return undefined;
    return expanded.value.text;
  }

  function note(state: State | undefined, use: VariableUse | undefined, target: string): void {
    const { pair, value } = state ?? {};
    if (pair === undefined || value === undefined) return;
    const automatic = known(pair.key.text, target);
    if (automatic === undefined || automatic === value) return;
    const draft = shadows.get(pair.value) ?? { pair, value, targets: new Set(), uses: new Map() };
    shadows.set(pair.value, draft);
    draft.targets.add(target);
    if (use) draft.uses.set(use.span.start, use);
  }
}

/** Whether an ARG of a stage gives an automatic name a default. */
function hasDefault({ instructions }: Stage): boolean {
  return instructions.some(
    (instruction) =>
      instruction.kind === 'arg' &&
      instruction.declarations.some(
        ({ key, value }) => value !== undefined && isAutomatic(key.text),
      ),
  );
}

/** The ARGs above the first FROM, if one of them gives an automatic name a default. */
function globalPairs({ dockerfile }: RuleInput): readonly Pair[] {
  const first = dockerfile.instructions.findIndex(({ kind }) => kind === 'from');
  const pairs = dockerfile.instructions
    .slice(0, Math.max(first, 0))
    .filter((instruction): instruction is ArgInstruction => instruction.kind === 'arg')
    .flatMap(({ declarations }) => declarations);
  return pairs.some(({ key, value }) => isAutomatic(key.text) && value) ? pairs : [];
}

function runsXx({ dockerfile, flow }: RuleInput, stage: number): boolean {
  return runScripts(dockerfile, flow, stage).some(({ script }) =>
    script.commands.some(({ name }) => name?.startsWith('xx-') === true),
  );
}
