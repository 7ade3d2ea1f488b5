import { analyze } from '../../src/core/analysis/analyze.ts';
import type { Fact, ImageFacts } from '../../src/core/facts.ts';
import type { TagSearch } from '../../src/core/image/tagSearch.ts';
import { makeReport } from '../../src/core/report/makeReport.ts';
import type { Report } from '../../src/core/report/report.ts';
import type { ReportedFile, ReportInput, UnitInput } from '../../src/core/report/reportInput.ts';
import { indexOf, singleOf, unreachable } from './imageFacts.ts';

/** The platforms that are wanted. */
export const both = ['linux/amd64', 'linux/arm64'];

const facts: Readonly<Record<string, Fact<ImageFacts>>> = {
  'docker.io/library/all:1': indexOf(...both),
  'docker.io/library/intel:1': indexOf('linux/amd64'),
  'docker.io/library/single:1': singleOf('linux/amd64'),
};

/** `all:1`, `intel:1` and `single:1` are known. */
export const image = (reference: string) => facts[reference] ?? unreachable;

/** A Dockerfile, and what is said of it. */
export function dockerfile(
  path: string,
  text: string,
  unit: Partial<UnitInput> = {},
): ReportedFile {
  const analysis = analyze({ text, targets: both, image });
  const whole = { kind: 'dockerfile', name: path, key: path, wanted: both, ...unit } as const;
  return { path, analysis, units: [whole] };
}

/** A report for linux/arm64. */
export function reported(files: readonly ReportedFile[], rest: Partial<ReportInput> = {}): Report {
  return makeReport({ files, image, problems: [], targets: ['linux/arm64'], ...rest });
}

/** Each blocker with its number of units made ready, and in whose way it stands. */
export function ranks({ blockers }: Report): readonly string[] {
  return blockers.map(
    ({ kind, rule, reference, frees, blocks }) =>
      `${reference ?? rule ?? kind}: ${frees} of ${blocks}`,
  );
}

/** Tags that a search has found, each with both platforms. */
export const tagsOf = (found: readonly string[]) => (): Fact<TagSearch> => ({
  known: true,
  asOf: 0,
  value: { tags: found.map((tag) => ({ tag, platforms: both })), complete: true, requests: 1 },
});
