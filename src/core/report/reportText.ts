import { renderMessage } from '../analysis/finding.ts';
import type { Report, ReportImage, ReportUnit } from './report.ts';
import {
  adviceText,
  countUnits,
  effectText,
  placesText,
  placeText,
  silencedText,
  unitTitle,
} from './reportWords.ts';

/** How many of a kind are printed; JSON has all. */
const shown = { blockers: 50, units: 100, silenced: 50, images: 100, unknown: 30 };

/** The report for people in a terminal. Control characters are the caller's matter. */
export function reportText(report: Report): string {
  const { targets, summary, units, blockers, remarks, silenced, images, unknown } = report;
  if (units.length === 0) {
    return 'No Dockerfile, service or other file that names an image was found.\n';
  }
  const notReady = units.filter(({ states }) =>
    states.some((state) => state === 'blocked' || state === 'unknown'),
  );
  return [
    [
      `Readiness${targets.length === 0 ? '' : ` for ${targets.join(', ')}`}: ${countUnits(report)}`,
      ...summary.map(
        ({ target, ready, blocked, unknown: open }) =>
          `  ${target}: ${ready} ready, ${blocked} blocked, ${open} unknown`,
      ),
    ],
    section(
      'In the way, what unblocks most first',
      blockers.map((blocker, at) => {
        const rule = blocker.rule === undefined ? '' : ` [${blocker.rule}]`;
        const advice = adviceText(blocker);
        return [
          `${at + 1}. ${renderMessage(blocker.message)}${rule}`,
          ...(advice === '' ? [] : [`     ${advice}`]),
          `     ${blocker.targets.join(', ')}: ${effectText(blocker)}`,
          `     ${placesText(blocker.places)}`,
        ].join('\n');
      }),
      shown.blockers,
    ),
    section(
      'Not ready',
      notReady.map((unit) => unitLine(unit, targets)),
      shown.units,
    ),
    section(
      'Silenced by comments, so not counted',
      silenced.map((each) => `${placeText(each.place)}: ${silencedText(each)}`),
      shown.silenced,
    ),
    section('Images', images.map(imageLine), shown.images),
    section(
      'Unknown, so not judged',
      unknown.map(
        ({ reference, reason, places }) => `${reference} (${placesText(places)}): ${reason}`,
      ),
      shown.unknown,
    ),
    // What a file is checked for need not be what the report is about, so no other command lists them.
    remarks.length === 0
      ? []
      : remarks.length === 1
        ? ['1 more remark blocks nothing: --format json lists it.']
        : [`${remarks.length} more remarks block nothing: --format json lists them.`],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function section(title: string, entries: readonly string[], most: number): readonly string[] {
  if (entries.length === 0) return [];
  const more = entries.length - most;
  const rest = more > 0 ? [`  … and ${more} more: --format json lists all.`] : [];
  return [`${title}:`, ...entries.slice(0, most).map((entry) => `  ${entry}`), ...rest];
}

function unitLine(unit: ReportUnit, targets: readonly string[]): string {
  const states = targets.flatMap((target, column) => {
    const state = unit.states[column];
    return state === undefined || state === 'ready' || state === 'not-built'
      ? []
      : [`${target} ${state}`];
  });
  const at = unit.kind === 'dockerfile' ? '' : ` (${placeText(unit.place)})`;
  return `${unitTitle(unit)}${at}: ${states.join(', ')}`;
}

function imageLine({ familiar, platforms, lacks, places, madeBy }: ReportImage): string {
  const has =
    madeBy !== undefined
      ? 'built here'
      : platforms.known
        ? platforms.value.join(', ')
        : 'not known';
  const missing = lacks.length === 0 ? '' : `; not for ${lacks.join(', ')}`;
  return `${familiar}  ${places.length}×  ${has}${missing}`;
}
