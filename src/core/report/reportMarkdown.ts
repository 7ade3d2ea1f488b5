import { renderMessage } from '../analysis/finding.ts';
import { code, plain, rulePage, table } from '../markdown.ts';
import type { Report, ReportImage, UnitState } from './report.ts';
import {
  adviceText,
  countUnits,
  effectText,
  placesText,
  placeText,
  silencedText,
  unitTitle,
} from './reportWords.ts';

const stateWords: Readonly<Record<UnitState, string>> = {
  ready: '✓ ready',
  blocked: '✗ blocked',
  unknown: '? unknown',
  'not-built': '–',
};

/** The report as a page of Markdown (GitHub Flavored Markdown 0.29, tables). Names of files and images stay words. */
export function reportMarkdown(report: Report): string {
  const { targets, summary, units, blockers, silenced, images, unknown, problems } = report;
  return [
    `# Readiness${targets.length === 0 ? '' : ` for ${targets.map(code).join(', ')}`}`,
    '',
    `${countUnits(report)}.`,
    '',
    ...table(
      ['Target', 'Ready', 'Blocked', 'Unknown'],
      summary.map(({ target, ready, blocked, unknown: open }) => [
        code(target),
        ...[ready, blocked, open].map(String),
      ]),
    ),
    ...titled('In the way, what unblocks most first', [
      ...table(
        ['#', 'What', 'What to do', 'Effect', 'Where'],
        blockers.map((blocker, at) => [
          String(at + 1),
          `${plain(renderMessage(blocker.message))}${blocker.rule === undefined ? '' : ` ([${blocker.rule}](${rulePage}${blocker.rule}))`}`,
          plain(adviceText(blocker)),
          `${blocker.targets.map(code).join(', ')}: ${effectText(blocker)}`,
          plain(placesText(blocker.places)),
        ]),
      ),
    ]),
    ...titled(
      'Dockerfiles and services',
      table(
        ['What', 'Where', ...targets.map(code)],
        units.map((unit) => [
          plain(unitTitle(unit)),
          plain(placeText(unit.place)),
          ...unit.states.map((state) => stateWords[state]),
        ]),
      ),
    ),
    ...titled(
      'Silenced by comments, so not counted',
      silenced.map((each) => `- ${plain(placeText(each.place))}: ${plain(silencedText(each))}`),
    ),
    ...titled(
      'Images',
      table(
        ['Image', 'Times', 'Platforms', 'Lacks'],
        images.map((image) => [
          code(image.familiar),
          String(image.places.length),
          plain(platformsText(image)),
          image.lacks.map(code).join(', '),
        ]),
      ),
    ),
    ...titled(
      'Unknown, so not judged',
      unknown.map(
        ({ reference, reason, places }) =>
          `- ${code(reference)} (${plain(placesText(places))}): ${plain(reason)}`,
      ),
    ),
    ...titled(
      'Not read',
      problems.map(({ message }) => `- ${plain(message)}`),
    ),
    '',
  ].join('\n');
}

function platformsText({ platforms, madeBy }: ReportImage): string {
  if (madeBy !== undefined) return 'built here';
  return platforms.known ? platforms.value.join(', ') : `unknown: ${platforms.reason.message}`;
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
}
