import { renderMessage } from '../analysis/finding.ts';
import type { Blocker, Place, Report, ReportUnit, Silenced, UnitKind } from './report.ts';

/** How many places of one thing are named; JSON and SARIF have all. */
const namedPlaces = 5;

/** What a unit is, in a few words. */
export function unitTitle({ kind, name }: Pick<ReportUnit, 'kind' | 'name'>): string {
  return kind === 'dockerfile' ? name : `${kindWords[kind]} ${name}`;
}

const kindWords: Readonly<Record<UnitKind, string>> = {
  dockerfile: 'Dockerfile',
  service: 'service',
  workload: 'workload',
  devcontainer: 'dev container',
  job: 'job',
  workflow: 'build of',
};

/** `compose.yaml:12:5`, counted from 1. */
export function placeText({ path, range }: Place): string {
  return range === undefined
    ? path
    : `${path}:${range.start.line + 1}:${range.start.character + 1}`;
}

/** The first places, and how many more there are. */
export function placesText(places: readonly Place[]): string {
  const more = places.length - namedPlaces;
  const named = places.slice(0, namedPlaces).map(placeText).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** What comes of mending it. */
export function effectText({ frees, blocks, blocksMore }: Blocker): string {
  const all = blocksMore ? `over ${blocks}` : `${blocks}`;
  if (frees === 0) return `in the way of ${all}, beside others`;
  if (frees === blocks) return `mended, it makes ${frees} ready`;
  return `mended, it makes ${frees} ready; in the way of ${all}`;
}

/** `base-image-missing-platform: the vendor has none yet`; where there is no reason, that is said. */
export function silencedText({ rules, reason }: Silenced): string {
  return `${rules.join(', ')}${reason === '' ? ', without a reason' : `: ${reason}`}`;
}

/** What to do about it, the best first: sentences, each but the first behind “Or:”. */
export function adviceText({ advice }: Blocker): string {
  return advice.map((each) => sentence(renderMessage(each))).join(' Or: ');
}

/** Titles of fixes have no full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** `3 Dockerfiles, 2 services`. */
export function countUnits({ units }: Report): string {
  const files = units.filter(({ kind }) => kind === 'dockerfile').length;
  const services = units.filter(({ kind }) => kind === 'service').length;
  const others = units.length - files - services;
  const parts = [plural(files, 'Dockerfile'), plural(services, 'service'), plural(others, 'other')];
  return parts.filter((part) => part !== '').join(', ') || 'nothing';
}

function plural(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;
}
