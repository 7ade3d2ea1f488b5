import type { TagOutcome } from '../../../core/manifestList/tagOutcome.ts';
import type { RegistryAccess } from '../access.ts';
import { mayUsePlainHttp } from '../mirrors.ts';
import { registryOrigin } from './contentOrigin.ts';
import type { LocalImage } from './localImage.ts';
import type { ListPlan, PlannedCopy } from './listPlan.ts';
import { openSource, openTarget } from './listRepositories.ts';
import { publish, type PublishHooks } from './publish.ts';

/**
 * Publishes what a plan says.
 *
 * @param onBytes hears of bytes that have been sent
 * @throws as `publish`; TypeError for a plan without a list
 */
export function publishList(
  { wanted, list, tags, copies, referrers, known }: ListPlan,
  access: RegistryAccess,
  hooks: PublishHooks & { readonly onBytes?: (count: number) => void },
): Promise<readonly TagOutcome[]> {
  if (!list) throw new TypeError('a plan without a list cannot be published');
  const { signal, onBytes } = hooks;
  const mayBePlain = (host: string) => mayUsePlainHttp(host, access.rules().insecure);
  const copyingFrom = ({ domain, path }: PlannedCopy['from'], local?: LocalImage) => ({
    source:
      local?.origin(signal) ??
      registryOrigin(
        openSource({ domain, path, canonical: `${domain}/${path}` }, access, signal, wanted),
      ),
    known,
    mayUsePlainHttp: mayBePlain,
    ...(domain === wanted.target.domain && { mountFrom: path }),
    ...(onBytes && { onBytes }),
  });
  const children = copies.map(({ digest, mediaType, size, from, source, isThere }) => ({
    descriptor: { digest, mediaType, size },
    // What was there may have been deleted since; what was not is put once more at worst.
    isAbsent: !isThere,
    copying: copyingFrom(from, wanted.sources[source]?.local),
  }));
  const localOf = ({ domain, path }: PlannedCopy['from']): LocalImage | undefined =>
    wanted.sources.find(({ local, reference }) => {
      return local && reference.domain === domain && reference.path === path;
    })?.local;
  const accompanying = referrers.flatMap(({ becomes, of, tag, from, ...referrer }) => {
    if (becomes !== 'copied') return [];
    const { digest, mediaType, size, artifactType, annotations } = referrer;
    const notes = Object.keys(annotations).length > 0 ? { annotations } : {};
    const type = artifactType === '' ? {} : { artifactType };
    const descriptor = { digest, mediaType, size, ...type, ...notes };
    const named = tag === undefined ? {} : { tag };
    return [{ descriptor, of, ...named, copying: copyingFrom(from, localOf(from)) }];
  });
  const { mediaType, digest, bytes } = list;
  const never = new AbortController().signal;
  return publish(
    {
      target: openTarget(wanted, access, signal),
      final: openTarget(wanted, access, never),
      manifest: { mediaType, digest, body: bytes },
      ...{ tags, children, referrers: accompanying },
    },
    hooks,
  );
}
