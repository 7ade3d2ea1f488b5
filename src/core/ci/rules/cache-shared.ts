import type { TextEdit } from '../../analysis/fix.ts';
import type { RuleFinding } from '../../analysis/rule.ts';
import type { PipelineBuild, Said } from '../builds.ts';
import { legValue } from '../legValue.ts';
import type { Leg } from '../pipeline.ts';
import {
  attributesOf,
  foundAt,
  legsOf,
  platformsOf,
  type PipelineRule,
  type PipelineRuleInput,
} from '../pipelineRule.ts';

/** A cache that one run of a job writes. */
interface Written {
  readonly build: PipelineBuild;
  readonly to: Said;
  readonly leg: number;
  readonly key: string;
  readonly platforms: string;
}

/**
 * Runs at the same time write one cache for different platforms: each takes the place of what the others wrote, so
 * next time all but one build from nothing (docs.docker.com, "GitHub Actions cache", "Scope": without a scope it is
 * `buildkit`; "Registry cache": a `ref` is overwritten).
 */
export const cacheShared: PipelineRule = {
  code: 'ci-cache-shared',
  severity: 'warning',
  check(input) {
    const written = input.builds.flatMap((build) =>
      build.cacheTo.flatMap((to) =>
        legsOf(build.job).flatMap((leg, index) => writtenBy(build, to, leg, index)),
      ),
    );
    const byKey = new Map<string, Written[]>();
    for (const each of written) byKey.set(each.key, [...(byKey.get(each.key) ?? []), each]);
    const seen = new Set<Said>();
    return [...byKey.values()].flatMap((same) => {
      // One step after the other in one run add to what the first has read: rivals are of other runs.
      const counts = new Map<string, number>();
      const count = (each: Written) => [
        each.platforms,
        runOf(each),
        `${runOf(each)} ${each.platforms}`,
      ];
      for (const each of same) {
        for (const key of count(each)) counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const platforms = [...new Set(same.flatMap((other) => other.platforms.split(',')))];
      return same.flatMap((each): readonly RuleFinding[] => {
        const [alike = 0, here = 0, both = 0] = count(each).map((key) => counts.get(key) ?? 0);
        if (seen.has(each.to) || same.length - alike - here + both <= 0) return [];
        seen.add(each.to);
        return [
          foundAt(input, each.to.span, {
            message: {
              text: 'The builds for {0} write this one cache, and each takes the place of the others: next time all but the last one begin from nothing. Give each platform its own ({1}).',
              args: [platforms.join(', '), each.key.startsWith('registry ') ? 'ref=…' : 'scope=…'],
            },
            platforms,
            fixes: () => ownScope(input, each),
          }),
        ];
      });
    });
  },
};

function runOf({ build, leg }: Written): string {
  return `${build.job.name} ${String(leg)}`;
}

function writtenBy(build: PipelineBuild, to: Said, leg: Leg, index: number): readonly Written[] {
  const text = legValue(to.text, { job: build.job, leg, variables: build.step.variables });
  const platforms = platformsOf(build, leg);
  if (text === undefined || platforms === undefined || platforms.length === 0) return [];
  const attributes = attributesOf(text);
  const type = attributes.get('type') ?? (attributes.has('') ? 'registry' : undefined);
  const key =
    type === 'gha'
      ? `gha ${attributes.get('scope') ?? 'buildkit'}`
      : type === 'registry'
        ? `registry ${attributes.get('ref') ?? attributes.get('') ?? ''}`
        : undefined;
  return key === undefined ? [] : [{ build, to, leg: index, key, platforms: platforms.join(',') }];
}

/** The value of the matrix that is the platform goes into the name of the cache, where it is written and read. */
function ownScope({ source, lines }: PipelineRuleInput, { build, to }: Written) {
  const [, name] = /^\$\{\{\s*matrix\.([\w.-]+)\s*\}\}$/.exec(build.platforms[0]?.text ?? '') ?? [];
  if (name === undefined || attributesOf(to.text).get('type') !== 'gha') return [];
  const scope = attributesOf(to.text).get('scope');
  const same = build.cacheFrom.filter(
    ({ text }) =>
      attributesOf(text).get('type') === 'gha' && attributesOf(text).get('scope') === scope,
  );
  const edits = [to, ...same].map(({ span }): TextEdit => {
    const text = source.slice(span.start, span.end);
    const at = scope === undefined ? -1 : text.indexOf(`scope=${scope}`);
    const end = at === -1 ? span.end : span.start + at + `scope=${scope ?? ''}`.length;
    const place = lines.position(end);
    const value = `\${{ matrix.${name} }}`;
    return {
      range: { start: place, end: place },
      newText: at === -1 ? `,scope=${value}` : `-${value}`,
    };
  });
  const sorted = edits.sort(
    (a, b) =>
      a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character,
  );
  return [
    {
      kind: 'edit' as const,
      title: { text: 'Give each platform a cache of its own', args: [] },
      edits: sorted,
      safe: false,
    },
  ];
}
