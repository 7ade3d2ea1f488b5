import type { StageFlow } from './stageFlow.ts';

/**
 * Tells what a stage inherits from those that it is built on in this file: the value of the nearest that
 * has one. Each of them is looked at once, however many stages stand one on another.
 *
 * @param own the value of a stage itself; undefined where it has none
 */
export function inherited<T>(
  flow: StageFlow,
  own: (stage: number) => T | undefined,
): (stage: number, target: string) => T | undefined {
  /** By target and stage: its own value, or else what it inherits. */
  const known = new Map<string, Map<number, T | undefined>>();
  return (stage, target) => {
    const values = known.get(target) ?? new Map<number, T | undefined>();
    known.set(target, values);
    const parentOf = (index: number) => flow.resolved(index, target)?.base.stage;
    const passed: number[] = [];
    let value: T | undefined;
    for (let at = parentOf(stage); at !== undefined; at = parentOf(at)) {
      const isKnown = values.has(at);
      if (!isKnown) passed.push(at);
      value = isKnown ? values.get(at) : own(at);
      if (isKnown || value !== undefined) break;
    }
    for (const index of passed) values.set(index, value);
    return value;
  };
}
