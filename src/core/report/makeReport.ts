import { offersOf } from '../image/coverage.ts';
import { formatPlatformAll, normalizePlatform } from '../platform/platform.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { blockersOf } from './rankBlockers.ts';
import { gatherBlockers, type Obstacles } from './gatherBlockers.ts';
import { placeKey } from './gathered.ts';
import { askedTargets } from './ownState.ts';
import type { Place, Report, ReportImage, ReportUnit, TargetSummary } from './report.ts';
import type { ReportInput } from './reportInput.ts';
import { standAll, type Stood } from './standing.ts';
import { indexUnits, type UnitIndex } from './unitIndex.ts';

/**
 * Says whether a workspace is ready for its targets, and what is to be done first. Pure, total, and linear in what
 * the files name.
 */
export function makeReport(input: ReportInput): Report {
  const index = indexUnits(input);
  const targets = input.targets ?? wantedTargets(index);
  const asked = askedTargets(index.units, targets, input.targets !== undefined);
  const obstacles = gatherBlockers(input, index, targets, asked);
  const columns = targets.map((_, column) =>
    standAll(
      index.units.map(({ builtFrom }, at) => ({
        own: obstacles.stands[at]?.[column]?.own ?? new Set(),
        isUnknown: obstacles.stands[at]?.[column]?.isUnknown ?? false,
        // What is not made there is in the way itself.
        builtFrom: builtFrom.filter((below) => asked[below]?.[column] !== 'no'),
      })),
    ),
  );
  const units = index.units.map(({ input: { kind, name }, place, builtFrom }, at): ReportUnit => {
    const states = targets.map((_, column) =>
      asked[at]?.[column] === 'no' ? 'not-built' : stateOf(columns[column]?.[at]),
    );
    return { kind, name, place, states, builtFrom };
  });
  return {
    targets,
    summary: targets.map((target, column) => summaryOf(target, column, units)),
    units,
    blockers: blockersOf(input, obstacles, units, columns),
    remarks: obstacles.remarks,
    silenced: input.files.flatMap(({ path, ignores = [] }) =>
      ignores.map(({ line, rules, reason }) => {
        const start = { line, character: 0 };
        return { rules, reason, place: { path, range: { start, end: start } } };
      }),
    ),
    images: imagesOf(input, index, obstacles),
    unknown: [...obstacles.unknown.values()].map(({ targets: on, places, ...rest }) => ({
      ...rest,
      targets: [...on],
      places: [...places.values()],
    })),
    problems: input.problems,
  };
}

/** What files want themselves, in the order in which most want it. */
function wantedTargets({ units }: UnitIndex): readonly string[] {
  const counts = new Map<string, number>();
  for (const { input } of units) {
    for (const target of input.wanted ?? []) counts.set(target, (counts.get(target) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([target]) => target);
}

function stateOf(stood: Stood | undefined): ReportUnit['states'][number] {
  if (stood === undefined) return 'unknown';
  if (stood.standing.kind !== 'free') return 'blocked';
  return stood.isUnknown ? 'unknown' : 'ready';
}

function summaryOf(target: string, column: number, units: readonly ReportUnit[]): TargetSummary {
  const counts = { ready: 0, blocked: 0, unknown: 0 };
  for (const { states } of units) {
    const state = states[column];
    if (state !== undefined && state !== 'not-built') counts[state] += 1;
  }
  return { target, ...counts };
}

function imagesOf(
  input: ReportInput,
  { makers }: UnitIndex,
  { blockers }: Obstacles,
): readonly ReportImage[] {
  const found = new Map<string, { familiar: string; places: Map<string, Place> }>();
  for (const { path, analysis } of input.files) {
    for (const { reference, familiar, range } of analysis.sites) {
      const image = found.get(reference) ?? { familiar, places: new Map<string, Place>() };
      found.set(reference, image);
      const place = { path, range };
      image.places.set(placeKey(place), place);
    }
  }
  return [...found]
    .map(([reference, { familiar, places }]): ReportImage => {
      const madeBy = makers.get(reference);
      return {
        reference,
        familiar,
        platforms: platformsOf(input.image(reference)),
        lacks: [...(blockers.get(`image ${reference}`)?.targets ?? [])],
        places: [...places.values()],
        ...(madeBy !== undefined && { madeBy }),
      };
    })
    .sort((a, b) => b.places.length - a.places.length || (a.familiar < b.familiar ? -1 : 1));
}

/** Formatted, each once, in the order of the index. */
function platformsOf(fact: Fact<ImageFacts>): Fact<readonly string[]> {
  if (!fact.known) return fact;
  const offers = offersOf(fact.value).flatMap(({ platform }) => platform ?? []);
  const value = [...new Set(offers.map((each) => formatPlatformAll(normalizePlatform(each))))];
  return { ...fact, value };
}
