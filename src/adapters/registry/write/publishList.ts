import type { RegistryAccess } from '../access.ts';
import { mayUsePlainHttp } from '../mirrors.ts';
import { openSource, openTarget, type ListPlan } from './listPlan.ts';
import { publish, type PublishHooks, type TagOutcome } from './publish.ts';

/**
 * Publishes what a plan says.
 *
 * @param onBytes hears of bytes that have been sent
 * @throws as `publish`; TypeError for a plan without a list
 */
export function publishList(
  { wanted, list, tags, copies, known }: ListPlan,
  access: RegistryAccess,
  hooks: PublishHooks & { readonly onBytes?: (count: number) => void },
): Promise<readonly TagOutcome[]> {
  if (!list) throw new TypeError('a plan without a list cannot be published');
  const { signal, onBytes } = hooks;
  const mayBePlain = (host: string) => mayUsePlainHttp(host, access.rules().insecure);
  const children = copies.map(({ digest, mediaType, size, from, isMountable }) => ({
    descriptor: { digest, mediaType, size },
    copying: {
      source: openSource(
        { ...from, canonical: `${from.domain}/${from.path}@${digest}` },
        access,
        signal,
      ),
      known,
      mayUsePlainHttp: mayBePlain,
      ...(isMountable && { mountFrom: from.path }),
      ...(onBytes && { onBytes }),
    },
  }));
  const { mediaType, digest, bytes } = list;
  const never = new AbortController().signal;
  return publish(
    {
      target: openTarget(wanted, access, signal),
      final: openTarget(wanted, access, never),
      manifest: { mediaType, digest, body: bytes },
      ...{ tags, children },
    },
    hooks,
  );
}
