import { runScripts } from '../../shell/runScript.ts';
import type { Span } from '../../text.ts';
import { isAutomatic } from '../automaticArguments.ts';
import { undeclaredUses } from '../declaredArguments.ts';
import type { TextEdit } from '../fix.ts';
import { isOneEditAway } from '../oneEdit.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { insertAtTop, keywordLike } from '../stageLines.ts';
import { openEvents, usesIn, variableEvents, type VariableEvent } from '../variableUses.ts';
import { PLATFORM_ARGUMENTS } from '../../platform/platformArgs.ts';

/**
 * A name that is one edit away from an automatic argument and that nothing sets. BuildKit has a hint for
 * such names in FROM lines and in instructions (UndefinedArgInFrom and UndefinedVar, 0.32,
 * frontend/dockerfile/linter/ruleset.go), not in RUN.
 *
 * An ARG without a default does not count as setting it, where no build argument gives it a value: who
 * declares TARGETACH means TARGETARCH. Other spellings may be arguments of the author's own.
 */
export const platformArgMisspelled: Rule = {
  code: 'platform-arg-misspelled',
  severity: 'warning',
  check(input) {
    const { dockerfile, flow } = input;
    const open = flow.stages.map(({ index }) => openEvents(dockerfile, flow, index));
    const places = placesByName(input, open);
    if (places.size === 0) return [];
    const events = flow.stages.map(({ index }) => variableEvents(dockerfile, flow, index));
    const set = namesSet(input, events);
    return [...places].flatMap(([name, found]): readonly RuleFinding[] => {
      const meant = meantBy(name);
      const platforms = platformsOf(input, found);
      const [first] = found;
      if (meant === undefined || set.has(name) || platforms.length === 0 || !first) return [];
      return [
        {
          message: {
            text: 'Not set on {2}: nothing in this file gives {0} a value. Did you mean {1}?',
            args: [name, meant, platforms.join(', ')],
          },
          range: dockerfile.lines.range(first.span),
          platforms,
          fixes: [
            {
              kind: 'edit',
              title: { text: 'Correct to {0}', args: [meant] },
              edits: corrections(input, events, { name, meant, places: found }),
              safe: false,
            },
          ],
        },
      ];
    });
  },
};

/** A place that names a variable. */
interface Place {
  readonly span: Span;
  readonly nameSpan: Span;
  /** Absent for what stands above the first FROM. */
  readonly stage?: number;
}

/** Words of their own, which are near an automatic name by chance. */
const OTHER_WORDS: ReadonlySet<string> = new Set(['TARGETS', 'BUILDS']);

function meantBy(name: string): string | undefined {
  if (isAutomatic(name) || OTHER_WORDS.has(name)) return undefined;
  return PLATFORM_ARGUMENTS.find((automatic) => isOneEditAway(name, automatic));
}

/** Where the file uses or declares names that look like an automatic one, in the order of the file. */
function placesByName(
  { dockerfile, flow }: RuleInput,
  events: readonly (readonly VariableEvent[])[],
): ReadonlyMap<string, readonly Place[]> {
  const places = new Map<string, Place[]>();
  const others = new Set<string>();
  const isSuspect = (name: string) => {
    if (others.has(name)) return false;
    const isMeant = meantBy(name) !== undefined;
    if (!isMeant) others.add(name);
    return isMeant;
  };
  const add = (name: string, place: Place) => {
    const known = places.get(name);
    if (known) known.push(place);
    else places.set(name, [place]);
  };
  for (const instruction of dockerfile.instructions) {
    if (instruction.kind === 'from') break;
    if (instruction.kind !== 'arg') continue;
    for (const { key, value } of instruction.declarations) {
      for (const use of usesIn(dockerfile, value)) if (isSuspect(use.name)) add(use.name, use);
      if (!value && isSuspect(key.text)) add(key.text, { span: key.span, nameSpan: key.span });
    }
  }
  for (const stage of flow.stages) {
    const { index } = stage;
    for (const word of [stage.platform, stage.base]) {
      for (const use of usesIn(dockerfile, word)) {
        if (isSuspect(use.name)) add(use.name, { ...use, stage: index });
      }
    }
    for (const event of events[index] ?? []) {
      if (!isSuspect(event.name)) continue;
      if (event.kind === 'use') add(event.name, { ...event, stage: index });
      else if (event.kind === 'arg' && !event.pair.value) {
        const { span } = event.pair.key;
        add(event.name, { span, nameSpan: span, stage: index });
      }
    }
  }
  return places;
}

/** Every name to which anything gives a value. */
function namesSet(
  { dockerfile, resolution, flow }: RuleInput,
  events: readonly (readonly VariableEvent[])[],
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const instruction of dockerfile.instructions) {
    if (instruction.kind === 'from') break;
    if (instruction.kind !== 'arg') continue;
    for (const { key, value } of instruction.declarations) {
      if (value || !isTypo(key.text)) names.add(key.text);
    }
  }
  for (const event of events.flat()) {
    if (event.kind === 'use') continue;
    if (event.pair.value || event.kind === 'env' || !isTypo(event.name)) names.add(event.name);
  }
  for (const { index } of flow.stages) {
    for (const { script } of runScripts(dockerfile, flow, index)) {
      for (const name of script.assigned) names.add(name);
    }
  }
  // Build arguments, and what base images set as far as that is known.
  for (const { environment } of resolution.targets.flatMap(({ stages }) => stages)) {
    for (const name of Object.keys(environment)) names.add(name);
  }
  return names;
}

/** Whether nobody would give an argument of their own this name: it is no plural, and has no underscore. */
function isTypo(name: string): boolean {
  return meantBy(name) !== undefined && !name.includes('_') && !name.endsWith('S');
}

function platformsOf({ resolution, flow }: RuleInput, places: readonly Place[]): readonly string[] {
  const targets = resolution.targets.filter(({ stages }) => stages.length > 0);
  const reached = new Set(
    places.flatMap(({ stage }) =>
      stage === undefined ? targets.map(({ platform }) => platform) : flow.reachedFor(stage),
    ),
  );
  return targets.map(({ platform }) => platform).filter((platform) => reached.has(platform));
}

/** The right name in all places, and an ARG in the stages that lack one. */
function corrections(
  { dockerfile, resolution, flow }: RuleInput,
  events: readonly (readonly VariableEvent[])[],
  { name, meant, places }: { name: string; meant: string; places: readonly Place[] },
): readonly TextEdit[] {
  const corrected = events.map((ofStage) =>
    ofStage
      .filter((event) => event.name === name || event.name === meant)
      .map((event) => ({ ...event, name: meant })),
  );
  const lacking = new Set(
    resolution.targets.flatMap(({ platform }) =>
      undeclaredUses(dockerfile, flow, corrected, platform).map(({ stage }) => stage),
    ),
  );
  const edits = places.map(({ nameSpan }): TextEdit => ({
    range: dockerfile.lines.range(nameSpan),
    newText: meant,
  }));
  for (const stage of flow.stages) {
    if (!lacking.has(stage.index)) continue;
    edits.push(insertAtTop(dockerfile, stage, `${keywordLike(stage, 'ARG')} ${meant}`));
  }
  return edits.sort(
    (a, b) =>
      a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
}
