import type { Dockerfile } from '../dockerfile/instructions.ts';
import type { StageResolution } from '../dockerfile/resolve.ts';
import { isAutomatic } from './automaticArguments.ts';
import type { StageFlow } from './stageFlow.ts';
import { instructionEvents, type VariableEvent, type VariableUse } from './variableUses.ts';

/** The first use of an automatic argument in a stage where nothing has set it. */
export interface UndeclaredUse {
  readonly stage: number;
  readonly use: VariableUse;
}

/**
 * The automatic arguments that stages use for a target although nothing sets them: no ARG or ENV above
 * in the stage, none in the stages that it is built on, no ONBUILD, and no ENV of the base's config as
 * far as that is known. Of each stage and name the first use. Linear.
 *
 * @param events what each stage does to variables
 */
export function undeclaredUses(
  dockerfile: Dockerfile,
  flow: StageFlow,
  events: readonly (readonly VariableEvent[])[],
  target: string,
): readonly UndeclaredUse[] {
  const found: UndeclaredUse[] = [];
  const atEnd: ReadonlySet<string>[] = [];
  for (const { index } of flow.stages) {
    const resolved = flow.resolved(index, target);
    const declared = new Set(resolved?.base.stage === undefined ? [] : atEnd[resolved.base.stage]);
    const missing = new Map<string, VariableUse>();
    const triggered = resolved?.triggers.flatMap((trigger) =>
      instructionEvents(dockerfile, trigger),
    );
    for (const { kind, name } of triggered ?? []) if (kind !== 'use') declared.add(name);
    for (const event of events[index] ?? []) {
      if (event.kind !== 'use') declared.add(event.name);
      else if (!declared.has(event.name) && !missing.has(event.name)) {
        missing.set(event.name, event);
      }
    }
    atEnd.push(declared);
    if (missing.size === 0 || resolved?.reached !== true || isReplaced(resolved)) continue;
    for (const [name, use] of missing) {
      const isSetByBase = !declared.has(name) && resolved.variable(name) !== undefined;
      if (!isSetByBase) found.push({ stage: index, use });
    }
  }
  return found;
}

/** Only what matters here, so that a long file costs no more for each target than it has to. */
export function automaticEvents(events: readonly VariableEvent[]): readonly VariableEvent[] {
  return events.filter(({ name }) => isAutomatic(name));
}

/** Whether a named context takes the place of a stage, whose instructions are then not carried out. */
export function isReplaced({ base, name }: StageResolution): boolean {
  return base.kind === 'context' && name !== undefined && base.resolved?.split('::')[0] === name;
}
