import type { RegistryAccess } from '../adapters/registry/access.ts';
import { listRepositories } from '../adapters/registry/catalog.ts';
import { failures } from '../adapters/registry/errors.ts';
import { listTags } from '../adapters/registry/tagsPlaces.ts';
import type { Fact } from '../core/facts.ts';
import { parseReference } from '../core/image/reference.ts';
import type { NamesParams } from '../protocol/imageRequests.ts';

/** Names in the order in which people look for them. */
export interface NameList {
  readonly names: readonly string[];
  /** Whether there are no others. */
  readonly complete: boolean;
}

/** How many names are shown. */
const shown = 1000;

/** Numbers in names count as numbers: 1.9 comes before 1.10. */
const { compare } = new Intl.Collator('en', { numeric: true });

/**
 * Lists the repositories of a registry by name, or the tags of a repository, those with the highest numbers
 * first.
 *
 * @throws the signal's reason when cancelled
 */
export async function listNames(
  { list, of }: NamesParams,
  access: RegistryAccess,
  signal: AbortSignal,
): Promise<Fact<NameList>> {
  if (list === 'repositories') {
    const found = await listRepositories(of, access, signal);
    if (!found.known) return found;
    const { repositories, complete } = found.value;
    return { ...found, value: cut(repositories.toSorted(compare), complete) };
  }
  const reference = parseReference(of);
  if (!reference.ok) {
    return { known: false, reason: failures.invalidReference(of, reference.problem.message) };
  }
  const refused = access.refuse(reference.value, 'asked');
  if (refused) return { known: false, reason: refused };
  const found = await listTags(reference.value, access, signal);
  if (!found.known) return found;
  const { tags, complete } = found.value;
  const names = tags.map(({ tag }) => tag).sort((a, b) => compare(b, a));
  return { ...found, value: cut(names, complete) };
}

function cut(names: readonly string[], complete: boolean): NameList {
  return { names: names.slice(0, shown), complete: complete && names.length <= shown };
}
