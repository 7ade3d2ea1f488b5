import type { Message } from '../analysis/finding.ts';
import { offeredPlatforms } from '../analysis/offeredPlatforms.ts';
import { rememberedService } from '../analysis/services.ts';
import { parseReference } from '../image/reference.ts';
import type { Obstacles } from './gatherBlockers.ts';
import type { Gathered } from './gathered.ts';
import type { Blocker, ReportUnit } from './report.ts';
import type { ReportInput } from './reportInput.ts';
import { countAbove, type Stood } from './standing.ts';

/** How many tags are offered of one image. */
const offeredTags = 3;

/**
 * The blockers, what unblocks most first: what makes most units ready alone, then what stands in most units' way.
 *
 * @param columns how every unit stands, for each target
 */
export function blockersOf(
  input: ReportInput,
  { blockers }: Obstacles,
  units: readonly ReportUnit[],
  columns: readonly (readonly Stood[])[],
): readonly Blocker[] {
  const freed = new Map<string, Set<number>>();
  for (const column of columns) {
    for (const [at, { standing, isUnknown }] of column.entries()) {
      if (standing.kind !== 'one' || isUnknown) continue;
      const before = freed.get(standing.blocker) ?? new Set();
      freed.set(standing.blocker, before.add(at));
    }
  }
  const users: number[][] = units.map(() => []);
  for (const [at, { builtFrom }] of units.entries()) {
    for (const below of builtFrom) users[below]?.push(at);
  }
  return [...blockers]
    .filter(([, { targets }]) => targets.size > 0)
    .map(([key, gathered]): Blocker => {
      const { kind, rule, reference, severity } = gathered;
      const above = countAbove([...gathered.units], users);
      return {
        ...{ kind, severity },
        ...(rule !== undefined && { rule }),
        ...(reference !== undefined && { reference }),
        message: gathered.message ?? saidMessage(gathered) ?? imageMessage(gathered, input),
        advice: adviceOf(gathered, input),
        targets: [...gathered.targets],
        places: [...gathered.places.values()],
        units: [...gathered.units],
        frees: freed.get(key)?.size ?? 0,
        blocks: above.count,
        blocksMore: above.isMore,
      };
    })
    .sort(
      (a, b) =>
        b.frees - a.frees ||
        b.blocks - a.blocks ||
        Number(b.severity === 'error') - Number(a.severity === 'error'),
    );
}

function saidMessage({ said, names }: Gathered): Message | undefined {
  if (said === undefined) return undefined;
  const [first = '', ...more] = names;
  if (more.length === 0) {
    return {
      text: '“{0}” is built for {1} only, says {2}.',
      args: [first, said.platforms, said.by],
    };
  }
  return {
    text: '“{0}” and {1} more are built for {2} only, says {3}.',
    args: [first, `${more.length}`, said.platforms, said.file],
  };
}

function imageMessage({ reference = '', asked }: Gathered, input: ReportInput): Message {
  const name = familiarOf(reference);
  const lacks = [...asked].join(', ');
  const fact = input.image(reference);
  if (!fact.known) return { text: '“{0}” has nothing for {1}.', args: [name, lacks] };
  const has = offeredPlatforms(fact.value);
  if (has === '') return { text: '“{0}” is an empty manifest list.', args: [name] };
  return fact.value.manifest.kind === 'index'
    ? { text: '“{0}” has no image for {1}. It has {2}.', args: [name, lacks, has] }
    : { text: '“{0}” is a single image for {2}, not for {1}.', args: [name, lacks, has] };
}

function adviceOf(gathered: Gathered, input: ReportInput): readonly Message[] {
  const { kind, advice, targets } = gathered;
  const on = [...targets].join(', ');
  switch (kind) {
    case 'image':
      return [...advice.values(), ...imageAdvice(gathered, input)];
    case 'pinned':
      return [pinnedAdvice(gathered, input)];
    case 'undeclared':
      return [{ text: 'Add {0} there.', args: [on] }];
    case 'finding':
      return [...advice.values()];
  }
}

/** A line that runs an image as what it has is there for a reason. */
function pinnedAdvice({ reference = '', targets }: Gathered, input: ReportInput): Message {
  const on = [...targets].join(', ');
  const fact = input.image(reference);
  const isThere = (target: string) =>
    !fact.known || rememberedService(fact.value, target).how !== 'missing';
  const there = [...targets].filter(isThere);
  if (there.length > 0) {
    return { text: 'Run it as {0}, or take the line away.', args: [there.join(', ')] };
  }
  return {
    text: '“{1}” has nothing for {0}, so it is emulated there. Take another image of that kind, or build it for {0} from its source; then take the line away.',
    args: [on, familiarOf(reference)],
  };
}

function imageAdvice({ reference = '', asked }: Gathered, input: ReportInput): readonly Message[] {
  const search = input.tags?.(reference);
  const lacks = [...asked].join(', ');
  const repository = repositoryOf(reference);
  const elsewhere: Message = {
    text: 'Take another image of that kind, or build it for {0} from its source.',
    args: [lacks],
  };
  if (search?.known !== true) return [elsewhere];
  const { tags, complete } = search.value;
  if (tags.length === 0) {
    const none: Message = {
      text: 'Take another image of that kind, or build it for {0} from its source: no tag of {1} has {0}.',
      args: [lacks, repository],
    };
    return [complete ? none : elsewhere];
  }
  const names = tags.slice(0, offeredTags).map(({ tag }) => `${repository}:${tag}`);
  return [{ text: 'Take {0}, with {1}.', args: [names.join(' / '), lacks] }];
}

function familiarOf(reference: string): string {
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.value.familiar : reference;
}

/** As people write it, without tag and digest. */
function repositoryOf(reference: string): string {
  const [name = ''] = familiarOf(reference).split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon === -1 ? name : name.slice(0, colon);
}

/** An image whose repository may have a tag with what it lacks. */
export interface TagQuestion {
  /** Canonical. */
  readonly reference: string;
  readonly platforms: readonly string[];
}

/**
 * What a search for tags may help most, by rank.
 *
 * @param most how many are asked for
 */
export function tagQuestions(blockers: readonly Blocker[], most: number): readonly TagQuestion[] {
  return blockers
    .flatMap(({ kind, reference, targets }) =>
      kind === 'image' && reference !== undefined ? [{ reference, platforms: targets }] : [],
    )
    .slice(0, most);
}
