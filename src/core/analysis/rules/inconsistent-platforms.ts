import { say } from '../../language.ts';
import { formatPlatform, normalizePlatform, parsePlatform } from '../../platform/platform.ts';
import type { AskedPlatforms } from '../../project/askedPlatforms.ts';
import { targetsComment, targetsEdit } from '../comments.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';

/** How many places a message names. */
const namedPlaces = 6;

/**
 * Bake, compose, workflows, the project file and the comment in the file ask for different platforms of it.
 * The comment, else the project file, says what is meant: who builds fewer platforms is not wrong. Without
 * them, what is built for one platform, by compose or without a push tests or serves development, and may
 * have fewer than what is published.
 */
export const inconsistentPlatforms: Rule = {
  code: 'inconsistent-platforms',
  severity: 'hint',
  check(input): readonly RuleFinding[] {
    const { dockerfile } = input;
    const places = placesOf(input);
    const groups = groupsOf(places);
    const differing = disagreement(groups);
    const from = dockerfile.instructions.find((each) => each.kind === 'from');
    if (differing === undefined || from === undefined) return [];
    const lacking = lackingBase(input, differing.disputed);
    const shown = places.filter(({ platforms }) => platforms.length > 0);
    const more = shown.length - namedPlaces;
    const told = shown
      .slice(0, namedPlaces)
      .map(({ who, platforms }) => `${who}: ${platforms.join(', ')}`);
    const { meant } = differing;
    return [
      {
        message: {
          text: 'This file is built for different platforms ({0}). Make them agree.{1}',
          args: [
            `${told.join('; ')}${more > 0 ? say('; and {0} more', more) : ''}`,
            lacking === undefined ? '' : ` ${lacking}`,
          ],
        },
        // Not at the comment: one that silences the rule stands above an instruction.
        range: from.base === undefined ? from.range : dockerfile.lines.range(from.base.span),
        platforms: differing.disputed,
        ...(lacking !== undefined && { severity: 'warning' }),
        fixes: () => [
          {
            kind: 'edit',
            title: { text: 'Say in the file that it is for {0}', args: [meant.join(', ')] },
            edits: [targetsEdit(dockerfile, meant)],
            safe: false,
          },
        ],
      },
    ];
  },
};

interface Place extends Omit<AskedPlatforms, 'kind'> {
  readonly kind: AskedPlatforms['kind'] | 'comment';
}

/** Who asks for what, each once, of the stage that is looked at; platforms as BuildKit prints them. */
function placesOf({ asked, dockerfile, flow }: RuleInput): readonly Place[] {
  const last = flow.stages.at(-1);
  const result = flow.stages.findLast(({ index }) => flow.exportedFor(index).length > 0) ?? last;
  const isOfResult = ({ stage }: AskedPlatforms) =>
    result === (stage === undefined ? last : flow.stages.findLast(isNamed(stage)));
  const comment = targetsComment(dockerfile);
  const line = String((comment?.range.start.line ?? 0) + 1);
  const words = comment?.platforms.map(({ text }) => text) ?? [];
  const said: readonly Place[] = [
    { kind: 'comment', who: say('the comment in line {0}', line), platforms: words },
    ...asked.filter((each) =>
      each.kind === 'project-file' ? words.length === 0 : isOfResult(each),
    ),
  ];
  const places = new Map<string, Place>();
  for (const each of said) {
    const platforms = each.platforms.flatMap((text) => {
      const platform = parsePlatform(text);
      return platform.ok ? [formatPlatform(normalizePlatform(platform.value))] : [];
    });
    if (platforms.length === 0 && each.kind === 'comment') continue;
    const known = places.get(each.who);
    const isUnknown = platforms.length === 0 || known?.platforms.length === 0;
    places.set(each.who, {
      ...each,
      platforms: isUnknown ? [] : [...new Set([...(known?.platforms ?? []), ...platforms])],
    });
  }
  return [...places.values()];
}

function isNamed(stage: string) {
  return ({ from, index }: RuleInput['flow']['stages'][number]) =>
    from.name === stage.toLowerCase() || String(index) === stage;
}

/** What those of one kind ask for together. */
interface Group {
  readonly kind: Place['kind'];
  readonly platforms: ReadonlySet<string>;
  /** Whether this is all that is built and published: who does not ask for a platform leaves it out. */
  readonly isWhole: boolean;
  readonly isKnown: boolean;
}

function groupsOf(places: readonly Place[]): readonly Group[] {
  const kinds = new Set(places.map(({ kind }) => kind));
  return [...kinds].map((kind) => {
    const own = places.filter((each) => each.kind === kind);
    const platforms = new Set(own.flatMap((each) => each.platforms));
    const isKnown = own.every((each) => each.platforms.length > 0);
    const isPublished = kind !== 'compose' && own.some(({ staysLocal }) => staysLocal !== true);
    return { kind, platforms, isKnown, isWhole: isKnown && isPublished && platforms.size > 1 };
  });
}

interface Disagreement {
  /** What not everybody asks for. */
  readonly disputed: readonly string[];
  /** What everybody may agree on. */
  readonly meant: readonly string[];
}

function disagreement(groups: readonly Group[]): Disagreement | undefined {
  const said = groups.find(isIntention);
  const builds = groups.filter((group) => !isIntention(group));
  const all = new Set(builds.flatMap(({ platforms }) => [...platforms]));
  if (said !== undefined) {
    const isAll = builds.some(({ isWhole }) => isWhole) && builds.every(({ isKnown }) => isKnown);
    const extra = [...all].filter((each) => !said.platforms.has(each));
    const unbuilt = isAll ? [...said.platforms].filter((each) => !all.has(each)) : [];
    const disputed = [...unbuilt, ...extra];
    const meant = [...said.platforms, ...extra].filter((each) => !unbuilt.includes(each));
    return disputed.length === 0 ? undefined : { disputed, meant };
  }
  const heard = builds.filter(
    (group) =>
      group.isWhole ||
      [...group.platforms].some(
        (each) => !builds.some((other) => other !== group && other.platforms.has(each)),
      ),
  );
  const whole = heard.filter(({ isWhole }) => isWhole);
  const judges = whole.length > 0 ? whole : heard;
  const disputed = [...all].filter((each) => judges.some(({ platforms }) => !platforms.has(each)));
  return heard.length < 2 || disputed.length === 0 ? undefined : { disputed, meant: [...all] };
}

/** Of the comment and the project file only one is heard. */
function isIntention({ kind }: Group): boolean {
  return kind === 'comment' || kind === 'project-file';
}

/** A base image of every target that lacks one of the platforms; only what is known counts. */
function lackingBase(
  { dockerfile, resolution, sites, image, service }: RuleInput,
  platforms: readonly string[],
): string | undefined {
  // Another target may stand on another image or stage.
  const isFixed = dockerfile.instructions.every(
    (each) => each.kind !== 'from' || each.base?.text.includes('$') !== true,
  );
  for (const { by, reference, familiar, requests } of sites) {
    const fact = by === 'FROM' && isFixed ? image(reference) : undefined;
    if (fact?.known !== true || fact.value.manifest.kind !== 'index') continue;
    const isAsked = resolution.targets.every((target) =>
      requests.some(({ platform }) => platform === target.platform),
    );
    const lacks = platforms.filter((each) => service(fact.value, each).how === 'missing');
    if (isAsked && lacks.length > 0) {
      return say('“{0}” has no image for {1}.', familiar, lacks.join(', '));
    }
  }
  return undefined;
}
