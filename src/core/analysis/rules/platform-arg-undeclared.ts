import { automaticValues, isAutomatic } from '../automaticArguments.ts';
import { automaticEvents, undeclaredUses, type UndeclaredUse } from '../declaredArguments.ts';
import type { Message } from '../finding.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { insertAtTop, keywordLike } from '../stageLines.ts';
import { openEvents, type VariableUse } from '../variableUses.ts';

/**
 * A stage uses an automatic argument that nothing has declared there, so it is empty: BuildKit sets
 * them in FROM lines only (0.32, frontend/dockerfile/dockerfile2llb/convert.go, dispatchArg). Its check
 * UndefinedVar does not look into RUN.
 *
 * What a base image sets is believed when its config is known; while it is not, no image is thought to
 * set a name that BuildKit has taken.
 */
export const platformArgUndeclared: Rule = {
  code: 'platform-arg-undeclared',
  severity: 'warning',
  check(input) {
    const { dockerfile, flow, resolution } = input;
    const events = flow.stages.map(({ index }) =>
      automaticEvents(openEvents(dockerfile, flow, index)),
    );
    const found = new Map<VariableUse, UndeclaredUse & { targets: string[] }>();
    for (const { platform } of resolution.targets) {
      for (const undeclared of undeclaredUses(dockerfile, flow, events, platform)) {
        const entry = found.get(undeclared.use) ?? { ...undeclared, targets: [] };
        entry.targets.push(platform);
        found.set(undeclared.use, entry);
      }
    }
    const differs = differenceFrom(input);
    return [...found.values()].flatMap(({ stage, use, targets }): readonly RuleFinding[] => {
      if (isPreparedForNothing(use)) return [];
      const wrong = targets.filter((target) => differs(use, target));
      // A default says what is meant where BuildKit has the same value.
      if (wrong.length === 0 && use.fallback !== undefined) return [];
      const from = flow.stages[stage];
      return [
        {
          message: describe(use, wrong),
          range: dockerfile.lines.range(use.span),
          platforms: wrong.length > 0 ? wrong : targets,
          ...(wrong.length === 0 && { severity: 'information' }),
          fixes: from
            ? [
                {
                  kind: 'edit',
                  title: { text: 'Add ARG {0} to the stage', args: [use.name] },
                  edits: [insertAtTop(dockerfile, from, `${keywordLike(from, 'ARG')} ${use.name}`)],
                  safe: false,
                },
              ]
            : [],
        },
      ];
    });
  },
};

/** `${X:+y}` asks whether there is a value; a default that is no plain text may find it out otherwise. */
function isPreparedForNothing({ operator, fallback }: VariableUse): boolean {
  return operator.endsWith('+') || (/^:?[-=]$/.test(operator) && fallback === undefined);
}

/** Whether a use gives something else than it would with an ARG. */
function differenceFrom(input: RuleInput): (use: VariableUse, target: string) => boolean {
  const valueOf = automaticValues(input);
  return ({ name, fallback }, target) => {
    const value = isAutomatic(name) ? valueOf(name, target) : undefined;
    if (value !== undefined) return value !== (fallback ?? '');
    // Not known, because no builder is; but of these none is ever empty.
    return fallback === undefined && /^BUILD(?:PLATFORM|OS|ARCH)$/.test(name);
  };
}

function describe({ name, fallback = '' }: VariableUse, wrong: readonly string[]): Message {
  if (fallback !== '') {
    return {
      text: '“{1}” on {2} too: {0} is not set here, because the stage has no ARG {0} above this line.',
      args: [name, fallback, wrong.join(', ')],
    };
  }
  return wrong.length > 0
    ? {
        text: 'Empty on {1}: BuildKit sets {0} only in stages that have ARG {0}, from that line on.',
        args: [name, wrong.join(', ')],
      }
    : {
        text: 'Empty on every platform, not only where it has no value: BuildKit sets {0} only in stages that have ARG {0}, from that line on.',
        args: [name],
      };
}
