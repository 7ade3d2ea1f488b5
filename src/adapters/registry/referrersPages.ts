import type { Referrer } from '../../core/image/inspection.ts';
import { maxReferrers, referrerOf } from '../../core/image/referrers.ts';
import { say } from '../../core/language.ts';
import { decodeManifest } from './decode.ts';
import { failure, failures } from './errors.ts';
import { nextLink } from './tagsLink.ts';
import type { RegistryAnswer } from './transport.ts';

/** How many pages of a list are read. */
const maxPages = 10;

/** A page of a list, and the query by which the next one is asked for; undefined after the last. */
interface ReferrerPage {
  readonly referrers: readonly Referrer[];
  readonly next: string | undefined;
}

/** What a list tells, and whether there is more of it than was read. */
export interface ReferrerPages {
  readonly referrers: readonly Referrer[];
  readonly complete: boolean;
}

/**
 * Follows the pages of a list of referrers (distribution specification 1.1, "Listing Referrers"): of the
 * address of the next one only the query is taken, so that it cannot lead to another host or repository. It
 * ends at a query that was made before, and after some pages and entries.
 *
 * @param read reads the page of a query; undefined where it cannot be read
 */
export async function followReferrers(
  first: ReferrerPage,
  read: (query: string) => Promise<ReferrerPage | undefined>,
): Promise<ReferrerPages> {
  const found = new Map<string, Referrer>();
  const asked = new Set(['']);
  const listing = (complete: boolean): ReferrerPages => {
    return { referrers: [...found.values()], complete };
  };
  for (let page: ReferrerPage | undefined = first; page !== undefined;) {
    for (const referrer of page.referrers) {
      if (found.has(referrer.digest)) continue;
      if (found.size === maxReferrers) return listing(false);
      found.set(referrer.digest, referrer);
    }
    const { next } = page;
    if (next === undefined) return listing(true);
    if (asked.has(next) || asked.size === maxPages) break;
    asked.add(next);
    page = await read(next);
  }
  return listing(false);
}

/**
 * Reads an answer with status 200 as a page.
 *
 * @throws RegistryFailure when it is no list
 */
export function readReferrerPage({ body, headers, host }: RegistryAnswer): ReferrerPage {
  const index = decodeManifest(body, headers['content-type'], host);
  if (index.kind !== 'index') {
    throw failure(failures.unreadable(host, 'list of referrers', say('it is no index')));
  }
  const { link } = headers;
  const address = nextLink(Array.isArray(link) ? link.join() : link);
  return {
    referrers: index.manifests.map(referrerOf),
    next: address === undefined ? undefined : queryOf(address),
  };
}

function queryOf(address: string): string {
  return URL.canParse(address, 'http://host') ? new URL(address, 'http://host').search : '';
}
