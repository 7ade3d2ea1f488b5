import { levelOf } from '../analysis/analyze.ts';
import type { Finding, RuleLevel } from '../analysis/finding.ts';
import { rememberedService } from '../analysis/services.ts';
import { withFixes } from '../analysis/withFixes.ts';
import { LineIndex } from '../text.ts';
import { buildsOf } from './builds.ts';
import { notAsked } from './builtBases.ts';
import type { Pipeline } from './pipeline.ts';
import type { PipelineRuleInput } from './pipelineRule.ts';
import { pipelineRules } from './rules/index.ts';

/** What is known of the images that a pipeline builds upon. */
type KnownBases = Pick<PipelineRuleInput, 'bases' | 'image' | 'service'>;

/** Most builds of a file that are looked at: no real one has as many. */
const mostBuilds = 100;

/** Says what goes wrong with the platforms of the images that a pipeline builds. Pure and total. */
export function analyzePipeline(
  source: string,
  pipeline: Pipeline,
  levels: Readonly<Record<string, RuleLevel>> = {},
  known: KnownBases = { bases: [], image: notAsked, service: rememberedService },
): readonly Finding[] {
  const builds = pipeline.jobs.flatMap((job) => buildsOf(job, source)).slice(0, mostBuilds);
  const input = { ...known, source, pipeline, builds, lines: new LineIndex(source) };
  return Object.values(pipelineRules).flatMap(({ code, severity, check }): readonly Finding[] => {
    const level = levelOf(code, levels);
    if (level === 'off') return [];
    return check(input).map((found) =>
      withFixes({ ...found, rule: code, severity: level ?? found.severity ?? severity }),
    );
  });
}
