import { resolveImage, type ResolvedBase } from './bases.ts';
import type { Build } from './build.ts';
import type { Graph } from './graph.ts';
import type { ShownPlatform } from './reader.ts';
import type { Pull } from '../resolution.ts';
import type { Source } from './sources.ts';
import type { Stage } from '../stages.ts';

/** What needed stages pull: bases for the stage's platform, all else for the target's. */
export function findPulls(
  build: Build,
  bases: readonly ResolvedBase[],
  graph: Graph,
): readonly Pull[] {
  return build.staged.stages
    .filter(({ index }) => graph.reached.has(index))
    .flatMap((stage) => [
      ...basePull(stage, bases[stage.index]),
      ...(graph.sources[stage.index] ?? []).flatMap((source) =>
        sourcePull(build, stage.index, source),
      ),
    ]);
}

function basePull(
  { index, from, base: word }: Stage,
  base: ResolvedBase | undefined,
): readonly Pull[] {
  if ((base?.kind !== 'image' && base?.kind !== 'context') || base.reference === undefined) {
    return [];
  }
  return [
    {
      reference: base.reference,
      ...shown(base.platform),
      by: 'FROM',
      written: word.text,
      range: word.range,
      instruction: from.range,
      stage: index,
    },
  ];
}

function sourcePull(
  build: Build,
  stage: number,
  { instruction, word, origin }: Source,
): readonly Pull[] {
  if (origin.kind === 'stage' || origin.name === 'scratch') return [];
  const image = resolveImage(build, origin.name, build.target);
  if (!image.ok || image.value.reference === undefined) return [];
  return [
    {
      reference: image.value.reference,
      ...shown(build.target),
      by: instruction.kind === 'run' ? 'RUN' : 'COPY',
      written: word.text,
      range: word.range,
      instruction: instruction.range,
      stage,
    },
  ];
}

function shown(platform: ShownPlatform | undefined): { platform?: string } {
  return platform ? { platform: platform.text } : {};
}
