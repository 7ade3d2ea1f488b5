import type { Stage } from '../dockerfile/stages.ts';
import type { Range } from '../text.ts';
import type { Fix, TextEdit } from './fix.ts';
import { changePlatformFlag } from './platformFlag.ts';
import { hasPortableSteps } from './portableSteps.ts';
import type { PullSite } from './pullSites.ts';
import type { RuleInput } from './rule.ts';
import type { StageFlow } from './stageFlow.ts';

/**
 * Takes a base for the build platform, where that is the right way out: the stage and those built on it
 * are under no result, only put files together, and the image has the build platform.
 */
export function buildPlatformFix(site: PullSite, input: RuleInput): readonly Fix[] {
  if (site.by !== 'FROM') return [];
  const { flow, dockerfile } = input;
  const stage = stageAt(flow, site);
  if (stage === undefined || flow.exportedFor(stage.index).length > 0) return [];
  if (!site.requests.every(({ targets }) => targets.every((target) => isServed(target)))) return [];
  const family = stagesOn(input).get(stage.index) ?? [];
  if (!family.every((index) => isPortable(index, input))) return [];
  const start = dockerfile.lines.position(stage.base.span.start);
  const edit: TextEdit = changePlatformFlag(dockerfile, stage, '$BUILDPLATFORM') ?? {
    range: { start, end: start },
    newText: '--platform=$BUILDPLATFORM ',
  };
  const title = { text: 'Use --platform=$BUILDPLATFORM', args: [] };
  return [{ kind: 'edit', title, edits: [edit], safe: false }];

  function isServed(target: string): boolean {
    const platform = input.buildPlatform(target);
    const fact = input.image(site.reference);
    if (platform === undefined || !fact.known) return false;
    return input.service(fact.value, platform).how === 'exact';
  }
}

function isPortable(index: number, input: RuleInput): boolean {
  const { triggers = [] } = input.flow.stages[index] ?? {};
  return triggers.length === 0 && hasPortableSteps(input, index);
}

/** By stage with an image: itself and the stages that stand on it for some target. */
function stagesOn({ flow, resolution }: RuleInput): ReadonlyMap<number, readonly number[]> {
  const known = families.get(flow);
  if (known !== undefined) return known;
  const found = new Map<number, number[]>();
  for (const { index } of flow.stages) {
    const roots = resolution.targets.map(({ platform }) => flow.root(index, platform));
    for (const root of new Set(roots.map((stage) => stage?.index))) {
      if (root !== undefined) found.set(root, [...(found.get(root) ?? []), index]);
    }
  }
  families.set(flow, found);
  return found;
}

const families = new WeakMap<StageFlow, ReadonlyMap<number, readonly number[]>>();

function stageAt(flow: StageFlow, { range }: PullSite): Stage | undefined {
  const stages =
    places.get(flow) ?? new Map(flow.stages.map((stage) => [placeOf(stage.base.range), stage]));
  places.set(flow, stages);
  return stages.get(placeOf(range));
}

const places = new WeakMap<StageFlow, ReadonlyMap<string, Stage>>();

function placeOf({ start }: Range): string {
  return `${start.line}:${start.character}`;
}
