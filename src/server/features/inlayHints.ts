import { InlayHintKind, type InlayHint } from 'vscode-languageserver';
import type { Analysis } from '../../core/analysis/analyze.ts';
import type { ExpandedWord, StageBase, TargetResolution } from '../../core/dockerfile/resolve.ts';
import { splitStages } from '../../core/dockerfile/stages.ts';
import { parseReference } from '../../core/image/reference.ts';
import { PLATFORM_ARGUMENTS } from '../../core/platform/platformArgs.ts';
import type { Position, Range } from '../../core/text.ts';

/** How many values are written out when they differ between targets. */
const shownValues = 3;
/** Longer values are cut; the tooltip has all of them. */
const longestValue = 40;
/** A shorter beginning is repeated: nothing is won by leaving it out. */
const shortestBeginning = 10;

/**
 * What the automatic arguments are: behind `ARG TARGETARCH` its value, behind a word of FROM with
 * variables what it becomes. Of the target that is looked at, else of all targets.
 *
 * @param only the target that is looked at, formatted
 */
export function inlayHints(analysis: Analysis, within: Range, only?: string): InlayHint[] {
  const targets = analysis.resolution.targets.filter(
    ({ platform, problems }) => problems.length === 0 && (only === undefined || platform === only),
  );
  if (targets.length === 0) return [];
  return [...fromHints(targets), ...declarationHints(analysis, targets)].filter(({ position }) =>
    isWithin(position, within),
  );
}

function fromHints(targets: readonly TargetResolution[]): readonly InlayHint[] {
  const [first] = targets;
  return (first?.stages ?? []).flatMap((_, index) => {
    const stages = targets.flatMap((target) => {
      const stage = target.stages[index];
      return stage === undefined ? [] : [{ target: target.platform, stage }];
    });
    const flags = stages.map(({ target, stage }) => ({ target, word: stage.platformFlag }));
    const bases = stages.map(({ target, stage }) => ({ target, word: familiar(stage.base) }));
    return [...wordHint(flags), ...wordHint(bases)];
  });
}

/** People write `alpine:3.22`, not `docker.io/library/alpine:3.22`. */
function familiar(base: StageBase): ExpandedWord {
  const reference =
    base.kind === 'image' && base.resolved !== undefined
      ? parseReference(base.resolved)
      : undefined;
  if (reference?.ok !== true) return base;
  const { familiar, tag } = reference.value;
  // The tag that a build adds is nobody's word.
  const isAdded = tag === 'latest' && !/:[^/]*$/.test(base.written);
  return { ...base, resolved: isAdded ? familiar.replace(/:latest$/, '') : familiar };
}

interface WordOfTarget {
  readonly target: string;
  readonly word: ExpandedWord | undefined;
}

function wordHint(words: readonly WordOfTarget[]): readonly InlayHint[] {
  const [first] = words;
  const word = first?.word;
  if (word === undefined || word.matched.length + word.unmatched.length === 0) return [];
  const values = words.map((each) => ({
    target: each.target,
    value: each.word?.resolved,
  }));
  return hint(word.range.end, '→', values);
}

/** Of declarations without a default: what is written there is the value otherwise. */
function declarationHints(
  { dockerfile }: Analysis,
  targets: readonly TargetResolution[],
): readonly InlayHint[] {
  return splitStages(dockerfile).stages.flatMap(({ index, instructions }) =>
    instructions.flatMap((instruction) =>
      instruction.kind !== 'arg'
        ? []
        : instruction.declarations.flatMap(({ key, value }) => {
            if (value !== undefined || !isAutomatic(key.text)) return [];
            const values = targets.map(({ platform, stages }) => {
              const variable = stages[index]?.variable(key.text);
              return {
                target: platform,
                value: variable && 'value' in variable ? variable.value : undefined,
              };
            });
            return hint(dockerfile.lines.position(key.span.end), '=', values);
          }),
    ),
  );
}

function isAutomatic(name: string): boolean {
  return (PLATFORM_ARGUMENTS as readonly string[]).includes(name);
}

function hint(
  position: Position,
  sign: '=' | '→',
  values: readonly { readonly target: string; readonly value: string | undefined }[],
): readonly InlayHint[] {
  // Nothing is said where nothing is known, e.g. BUILDPLATFORM without a builder.
  const known = values.filter((each) => each.value !== undefined);
  if (known.length === 0) return [];
  const different = [...new Set(known.map(({ value }) => written(value)))];
  const more = different.length - shownValues;
  const [first = '', ...others] = different.slice(0, shownValues);
  const rest = others.map((value) => shorten(withoutBeginning(value, first)));
  const shown = [shorten(first), ...rest].join(' | ');
  return [
    {
      position,
      label: `${sign} ${shown}${more > 0 ? ` | +${more}` : ''}`,
      kind: InlayHintKind.Parameter,
      paddingLeft: true,
      ...(different.length > 1 && {
        tooltip: values
          .map(
            ({ target, value }) => `${target}: ${value === undefined ? 'unknown' : written(value)}`,
          )
          .join('\n'),
      }),
    },
  ];
}

function written(value: string | undefined): string {
  return value === undefined || value === ''
    ? '(empty)'
    : value.replace(/[\p{Cc}\p{Cf}]/gu, '\uFFFD');
}

/** What a value has in common with the first one is not repeated where it is long: `…-arm64`. */
function withoutBeginning(value: string, first: string): string {
  let length = 0;
  while (length < value.length && value[length] === first[length]) length += 1;
  const start = value.slice(0, length).search(/[^-/:._][^-/:._]*$/);
  const kept = start === -1 ? length - 1 : start - 1;
  return kept >= shortestBeginning && length < value.length ? `…${value.slice(kept)}` : value;
}

/** The ends of names differ more often than their beginnings, and both tell something. */
function shorten(value: string): string {
  if (value.length <= longestValue) return value;
  const half = (longestValue - 1) / 2;
  return `${value.slice(0, Math.floor(half))}…${value.slice(-Math.ceil(half))}`;
}

function isWithin(position: Position, { start, end }: Range): boolean {
  return position.line >= start.line && position.line <= end.line;
}
