import { renderMessage } from '../analysis/finding.ts';
import type { Report } from './report.ts';

/** The report as the public JSON (docs/cli.md). */
export function reportJson(report: Report) {
  const { targets, summary, units, blockers, remarks, silenced, images, unknown, problems } =
    report;
  const nameOf = (at: number) => units[at]?.name ?? '';
  return {
    targets,
    summary,
    units: units.map(({ kind, name, place, states, builtFrom }) => ({
      ...{ kind, name, ...place },
      states: Object.fromEntries(targets.map((target, at) => [target, states[at]])),
      builtFrom: builtFrom.map(nameOf),
    })),
    blockers: blockers.map(({ message, advice, units: own, blocksMore, ...rest }) => ({
      ...rest,
      ...(blocksMore && { blocksMore }),
      message: renderMessage(message),
      advice: advice.map(renderMessage),
      units: own.map(nameOf),
    })),
    remarks: remarks.map(({ rule, message, place, targets: on }) => ({
      ...{ rule, message: renderMessage(message), ...place, targets: on },
    })),
    silenced: silenced.map(({ rules, reason, place }) => ({ rules, reason, ...place })),
    images: images.map(({ reference, familiar, platforms, lacks, places, madeBy }) => ({
      ...{ reference, familiar, lacks, places },
      ...(platforms.known
        ? { platforms: platforms.value }
        : { platforms: null, reason: platforms.reason.message }),
      ...(madeBy !== undefined && { madeBy: nameOf(madeBy) }),
    })),
    unknown,
    problems,
  };
}
