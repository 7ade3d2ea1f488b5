import * as z from 'zod/mini';
import type { Fact } from '../../core/facts.ts';
import { parseReference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import type { RegistryAccess } from './access.ts';
import { failure, failures, RegistryFailure } from './errors.ts';
import { endpointsOf } from './mirrors.ts';
import { openRepository, type Repository } from './repository.ts';
import { statusFailure } from './statusFailure.ts';
import { nextLink } from './tagsLink.ts';
import type { RegistryAnswer } from './transport.ts';

/** Repositories of a registry. */
export interface Catalog {
  /** Without the host, e.g. `team/app`; in the registry's order, each once. */
  readonly repositories: readonly string[];
  /** Whether there are no others. */
  readonly complete: boolean;
}

/** How many are asked for at a time, how many pages are read, and how many names are taken. */
const pageSize = 500;
const maxPages = 10;
const maxRepositories = 5000;

/** Largest accepted page, in bytes. */
const pageLimit = 4 * 1024 * 1024;

/** The API's `GET /v2/_catalog` of CNCF distribution 2.8; some registries write null for none. */
const catalogAnswer = z.object({ repositories: z.nullish(z.array(z.unknown())) });

/**
 * Lists the repositories of a registry, some thousand at most, as far as it tells: many public ones do not.
 *
 * @param host e.g. `127.0.0.1:5000`; a person has asked, so any host
 * @throws the signal's reason when cancelled
 */
export async function listRepositories(
  host: string,
  access: RegistryAccess,
  signal: AbortSignal,
): Promise<Fact<Catalog>> {
  const any = parseReference(`${host}/any`);
  if (!any.ok || any.value.domain !== host) {
    return { known: false, reason: failures.invalidReference(host, say('it is no host')) };
  }
  const refused = access.refuse(any.value, 'asked');
  if (refused) return { known: false, reason: refused };
  const { registry } = endpointsOf(host, access.rules());
  const subject = { host, repository: '', reference: host };
  try {
    const catalog = await followCatalog(openRepository(registry, subject, access, signal), host);
    return { known: true, value: catalog, asOf: Date.now() };
  } catch (error) {
    if (!(error instanceof RegistryFailure)) throw error;
    return { known: false, reason: error.reason };
  }
}

/** The path stays the catalog's own, so that a page cannot lead elsewhere; only its query is taken. */
async function followCatalog(registry: Repository, host: string): Promise<Catalog> {
  const names = new Set<string>();
  const asked = new Set<string>();
  let query: string | undefined = `?n=${pageSize}`;
  while (query !== undefined && asked.size < maxPages && names.size < maxRepositories) {
    asked.add(query);
    const answer = await registry.ask({
      ...{ method: 'GET', kind: 'catalog', name: '', query },
      ...{ limit: pageLimit, what: 'list of repositories' },
    });
    if (answer.status !== 200) throw statusFailure(answer, registry.subject);
    for (const name of readNames(answer, host)) names.add(name);
    query = queryOfNext(answer);
    if (query !== undefined && asked.has(query)) break;
  }
  return { repositories: [...names].slice(0, maxRepositories), complete: query === undefined };
}

function queryOfNext({ headers }: RegistryAnswer): string | undefined {
  const link = headers['link'];
  const next = nextLink(Array.isArray(link) ? link.join() : link);
  if (next === undefined) return undefined;
  // Only its query counts, so that any host will do.
  return URL.canParse(next, 'http://host') ? new URL(next, 'http://host').search : undefined;
}

/** Names that a reference can hold: what else a registry writes cannot be pulled. */
function readNames({ body, host }: RegistryAnswer, domain: string): readonly string[] {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw failure(failures.notJson(host, 'list of repositories'));
  }
  const parsed = z.safeParse(catalogAnswer, json);
  if (!parsed.success) {
    const why = say('it has no member "repositories"');
    throw failure(failures.unreadable(host, 'list of repositories', why));
  }
  return (parsed.data.repositories ?? []).filter((name): name is string => {
    if (typeof name !== 'string') return false;
    const reference = parseReference(`${domain}/${name}`);
    return reference.ok && reference.value.path === name;
  });
}
