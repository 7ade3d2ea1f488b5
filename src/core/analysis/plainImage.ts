import type { ImageFacts } from '../facts.ts';
import { plainName, type PlainName } from '../image/architectureName.ts';
import { say } from '../language.ts';
import type { Fix } from './fix.ts';
import type { PullSite } from './pullSites.ts';
import type { ImageRuleInput } from './rule.ts';

/** An index under the plain name of an image that is named after an architecture. */
export interface PlainImage extends PlainName {
  readonly image: ImageFacts;
}

/** What has to be looked up to know whether the plain names of images mean anything: canonical. */
export function plainNames(sites: readonly PullSite[]): readonly string[] {
  return sites.flatMap((site) => nameOf(site, sites)?.canonical ?? []);
}

/** Several rules ask, and a file names few images, but often. */
function nameOf({ reference }: PullSite, sites: readonly PullSite[]): PlainName | undefined {
  const known = names.get(sites) ?? new Map<string, PlainName | undefined>();
  names.set(sites, known);
  if (!known.has(reference)) known.set(reference, plainName(reference));
  return known.get(reference);
}

const names = new WeakMap<readonly PullSite[], Map<string, PlainName | undefined>>();

/** The plain name of a site's image, where it is known to be an index with all that the site asks for. */
export function plainImageOf(
  site: PullSite,
  { sites, image, service }: Pick<ImageRuleInput, 'sites' | 'image' | 'service'>,
): PlainImage | undefined {
  const plain = nameOf(site, sites);
  if (plain === undefined) return undefined;
  const fact = image(plain.canonical);
  if (!fact.known || fact.value.manifest.kind !== 'index') return undefined;
  const hasAll = site.requests.every(
    ({ platform }) => service(fact.value, platform).how === 'exact',
  );
  return hasAll && site.requests.length > 0 ? { ...plain, image: fact.value } : undefined;
}

/** A sentence on the plain name of an image that does not serve all that it is asked for, or nothing. */
export function plainNameHint(site: PullSite, input: ImageRuleInput): string {
  const plain = plainImageOf(site, input);
  return plain === undefined
    ? ''
    : say(' “{0}” has every platform that is asked for.', plain.familiar);
}

/**
 * Writes the plain name. Safe when it is an index that holds the very image which is named now: then
 * nothing changes for the platform of that image.
 */
export function plainNameFix(site: PullSite, input: ImageRuleInput): readonly Fix[] {
  const plain = plainImageOf(site, input);
  const name = plain && plainlyWritten(site, plain);
  if (name === undefined || !isInOnePiece(site, input)) return [];
  const now = input.image(site.reference);
  const { manifest } = plain?.image ?? {};
  const isSame =
    now.known &&
    manifest?.kind === 'index' &&
    manifest.manifests.some(({ digest }) => digest === now.value.digest);
  return [
    {
      kind: 'edit',
      title: { text: 'Use {0}', args: [name] },
      edits: [{ range: site.range, newText: name }],
      safe: isSame,
    },
  ];
}

/** Whether the words stand in the file as they are read, with no continued line between. */
export function isInOnePiece(
  { range, written, isPieced }: PullSite,
  { dockerfile: { lines, text } }: ImageRuleInput,
): boolean {
  return (
    isPieced !== true && text.slice(lines.offset(range.start), lines.offset(range.end)) === written
  );
}

const STAND_IN = /q(\d+)q/g;

/** The plain name with the variables of the written one, when none of them holds the architecture. */
function plainlyWritten({ written, reference }: PullSite, plain: PlainName): string | undefined {
  if (written.search(STAND_IN) !== -1) return undefined;
  const { texts, variables } = apart(written);
  // A word without an architecture, which may stand in any part of a reference.
  const standIns = texts.map((text, index) => (index === 0 ? text : `q${index - 1}q${text}`));
  const opaque = plainName(standIns.join(''))?.name;
  const name = opaque?.replace(STAND_IN, (_, index: string) => variables[Number(index)] ?? '');
  if (name === undefined) return undefined;
  const isAllOfIt = written.length - name.length === reference.length - plain.name.length;
  return isAllOfIt ? name : undefined;
}

/** The variables of a word, and the texts in front of, between and behind them. */
function apart(written: string): {
  readonly texts: readonly string[];
  readonly variables: readonly string[];
} {
  const texts: string[] = [];
  const variables: string[] = [];
  const lastBrace = written.lastIndexOf('}');
  let after = 0;
  for (const { index, 0: start } of written.matchAll(/\$(?:\{|\w+)/g)) {
    const isBraced = start === '${';
    // What stands in braces belongs to them.
    if (index < after || (isBraced && index > lastBrace)) continue;
    const end = isBraced ? written.indexOf('}', index) + 1 : index + start.length;
    texts.push(written.slice(after, index));
    variables.push(written.slice(index, end));
    after = end;
  }
  return { texts: [...texts, written.slice(after)], variables };
}
