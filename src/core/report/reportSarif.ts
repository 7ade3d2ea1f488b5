import { renderMessage } from '../analysis/finding.ts';
import { sarifFrame, sarifPlace } from '../sarif.ts';
import type { Blocker, BlockerKind, Place, Report } from './report.ts';
import { adviceText, effectText } from './reportWords.ts';

const kinds: Readonly<Record<BlockerKind, string>> = {
  image: 'An image has nothing for a target.',
  finding: 'A rule has found something that makes the result wrong, or no result, for a target.',
  pinned: 'A file runs an image as a platform that is no target.',
  undeclared: 'A file builds for fewer platforms than are wanted.',
};

const codes = ['image', 'finding', 'pinned', 'undeclared'] as const satisfies BlockerKind[];

/** How many places of one blocker are results of their own. */
const mostPlaces = 100;

/** What a log needs of its surroundings. */
export interface SarifSurroundings {
  readonly version: string;
  /** Address of the folder that paths count from, with `/` at the end. */
  readonly root: string;
}

/**
 * The report as a log of the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS): one result for each
 * place of each blocker.
 */
export function reportSarif(
  { blockers, unknown, problems }: Report,
  { version, root }: SarifSurroundings,
) {
  return sarifFrame({
    ...{ tool: 'multiarch report', version, root },
    rules: codes.map((id) => ({ id: `readiness-${id}`, shortDescription: { text: kinds[id] } })),
    executionSuccessful: problems.every(({ severity }) => severity !== 'error'),
    notifications: [
      ...problems.map(({ path, severity, message, range }) => ({
        level: severity,
        message: { text: message },
        locations: [location({ path, ...(range && { range }) })],
      })),
      ...unknown.map(({ reference, reason, places }) => ({
        level: 'note',
        message: { text: `${reference}: ${reason}` },
        locations: places.slice(0, 1).map(location),
      })),
    ],
    results: blockers.flatMap((blocker, rank) =>
      blocker.places.slice(0, mostPlaces).map((place) => result(blocker, rank, place)),
    ),
  });
}

function result(blocker: Blocker, at: number, place: Place) {
  const { kind, rule, message, targets, severity, frees, blocks } = blocker;
  const advice = adviceText(blocker);
  const parts = [renderMessage(message), ...(advice === '' ? [] : [advice])];
  return {
    ruleId: `readiness-${kind}`,
    ruleIndex: codes.indexOf(kind),
    level: severity === 'error' ? 'error' : 'warning',
    message: { text: `${parts.join(' ')} (${targets.join(', ')}: ${effectText(blocker)})` },
    locations: [location(place)],
    properties: { position: at + 1, platforms: targets, frees, blocks, ...(rule && { rule }) },
  };
}

/** A path that leads out of the folder is an address of its own. */
function location({ path, range }: Place) {
  const [, drive = '', rest = ''] = /^([A-Za-z]:)?([\s\S]*)$/.exec(path) ?? [];
  const uri = rest.split(/[\\/]/).map(encodeURIComponent).join('/');
  const isInside = drive === '' && !path.startsWith('/');
  // A drive is the first part of the path of a URL, after no host.
  const whole = drive === '' ? uri : `/${drive}${uri}`;
  return sarifPlace(isInside ? { uri, uriBaseId: 'SRCROOT' } : { uri: `file://${whole}` }, range);
}
