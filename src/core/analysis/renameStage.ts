import type { Span } from '../text.ts';
import type { TextEdit } from './fix.ts';
import type { RuleInput } from './rule.ts';

/**
 * Gives a stage another name, wherever the file names it. Undefined where that is not sure to mean the
 * same: the stage has no name, the new one is taken, or a variable or an ONBUILD may name it.
 */
export function renameStage(
  { dockerfile, resolution, flow }: RuleInput,
  index: number,
  newName: string,
): readonly TextEdit[] | undefined {
  const stage = flow.stages[index];
  const { name, nameWord } = stage?.from ?? {};
  if (name === undefined || nameWord === undefined) return undefined;
  const isTaken = flow.stages.some(
    ({ index: other, from }) => from.name === newName || (from.name === name && other !== index),
  );
  if (isTaken || dockerfile.instructions.some(({ kind }) => kind === 'onbuild')) return undefined;

  const places: Span[] = [nameWord.span];
  for (const { base, index: user } of flow.stages) {
    const isBase = resolution.targets.some(({ stages }) => stages[user]?.base.stage === index);
    if (isBase && base.text !== name) return undefined;
    if (isBase) places.push(base.span);
  }
  for (const { origin, word } of flow.sources.flat()) {
    const isNamed = origin.kind === 'stage' && origin.stage === index;
    // The number of a stage stays as it is.
    if (isNamed && !/^\d+$/.test(word.text)) places.push(word.span);
  }
  const isPlain = places.every(
    ({ start, end }) => dockerfile.text.slice(start, end).toLowerCase() === name,
  );
  if (!isPlain) return undefined;
  return places
    .sort((a, b) => a.start - b.start)
    .map((span) => ({ range: dockerfile.lines.range(span), newText: newName }));
}
