import type { Fix, TextEdit } from '../fix.ts';
import type { Rule, RuleFinding, RuleInput } from '../rule.ts';
import { shadowedArguments, type Shadow } from '../shadowedArguments.ts';

/**
 * An ARG gives an automatic name a default, and that is what the name is from then on: BuildKit's own
 * value does not count as given (0.32, frontend/dockerfile/dockerfile2llb/convert.go, dispatchArg and
 * buildMetaArgs). Holds for the targets on which the two differ and something uses the name.
 */
export const platformArgShadowed: Rule = {
  code: 'platform-arg-shadowed',
  severity: 'error',
  check: (input) =>
    shadowedArguments(input).map((shadow): RuleFinding => ({
      message: {
        text:
          shadow.value === ''
            ? '{0} is empty on {2}: this default takes the place of the value that BuildKit gives. Remove the default.'
            : '{0} is “{1}” on {2} too: this default takes the place of the value that BuildKit gives. Remove the default; a fallback belongs where the argument is used: {3}.',
        args: [
          ...[shadow.name, shadow.value, shadow.targets.join(', ')],
          `\${${shadow.name}:-${shadow.value}}`,
        ],
      },
      range: input.dockerfile.lines.range({
        start: shadow.pair.key.span.start,
        end: shadow.pair.value.span.end,
      }),
      platforms: shadow.targets,
      // Which platform builds is a property of the builder: the file may be written for one only.
      ...(shadow.name.startsWith('BUILD') && { severity: 'warning' }),
      fixes: waysOut(input, shadow),
    })),
};

function waysOut({ dockerfile: { lines } }: RuleInput, shadow: Shadow): readonly Fix[] {
  const { name, pair, value, uses, outer } = shadow;
  const removals = [outer, pair].flatMap((one): readonly TextEdit[] =>
    one?.value
      ? [
          {
            range: lines.range({ start: one.key.span.end, end: one.value.span.end }),
            newText: '',
          },
        ]
      : [],
  );
  const removal: Fix = {
    kind: 'edit',
    title: { text: 'Remove the default', args: [] },
    edits: removals,
    safe: false,
  };
  // The same default, where a builder without automatic arguments leaves the name empty.
  const isPlain = /^[A-Za-z0-9._/-]+$/.test(value);
  const canMove =
    uses.length > 0 &&
    uses.every(({ span, nameSpan, operator }) => {
      return operator === '' && span.start < nameSpan.start;
    });
  if (!isPlain || !canMove) return [removal];
  const fallback = `\${${name}:-${value}}`;
  const moved = uses.map(({ span }) => ({ range: lines.range(span), newText: fallback }));
  return [
    removal,
    {
      kind: 'edit',
      title: { text: 'Use {0} instead', args: [fallback] },
      edits: [...removals, ...moved].sort(
        (a, b) =>
          a.range.start.line - b.range.start.line ||
          a.range.start.character - b.range.start.character,
      ),
      safe: false,
    },
  ];
}
