import { parseReference, pulledReference } from '../image/reference.ts';
import { formatPlatformAll, normalizePlatform, parsePlatform } from '../platform/platform.ts';
import type { ServiceImage } from '../project/composeServices.ts';
import { LineIndex } from '../text.ts';
import type { ComposeInput } from './analyzeCompose.ts';
import type { PlatformRequest, PullSite } from './pullSites.ts';

/** An image that services run, and where they name it. */
export interface ServiceSite extends PullSite {
  /** Whether every service that names it here says as which platform it runs. */
  readonly isFixed: boolean;
  readonly room?: ServiceImage['room'];
}

/**
 * The places of a compose file that name images: one that several services share by a merge or an alias is
 * one site. A service without `platform` runs on every target; one whose name or platform is not known is
 * left out.
 */
export function composeSites({ text, services, targets }: ComposeInput): readonly ServiceSite[] {
  const lines = new LineIndex(text);
  const everywhere = targets.flatMap((target) => formatted(target) ?? []);
  const sites = new Map<string, ServiceSite>();
  for (const { image, platform, room, platforms, excluded = [] } of services.images) {
    const parsed = image.resolved === undefined ? undefined : parseReference(image.resolved);
    if (parsed?.ok !== true) continue;
    const said = platforms ?? (platform && [platform]);
    const asked =
      said === undefined
        ? everywhere.filter((each) => !excluded.includes(each))
        : said.flatMap(({ resolved = '' }) => formatted(resolved) ?? []);
    // Of a file of another kind its platforms are shown, whoever runs it.
    if (asked.length === 0 && services.kind === undefined) continue;
    const reference = pulledReference(parsed.value);
    const key = `${image.span.start} ${reference.canonical}`;
    const before = sites.get(key);
    sites.set(key, {
      reference: reference.canonical,
      familiar: reference.familiar,
      written: image.written,
      by: 'image',
      range: lines.range(image.span),
      requests: join(before?.requests ?? [], asked),
      isPlatformUnknown: false,
      ...(image.resolved !== image.written && { isPieced: true }),
      isFixed: said !== undefined && before?.isFixed !== false,
      ...(room && before === undefined && { room }),
    });
  }
  return [...sites.values()];
}

function join(
  before: readonly PlatformRequest[],
  asked: readonly string[],
): readonly PlatformRequest[] {
  const platforms = new Set([...before.map(({ platform }) => platform), ...asked]);
  return [...platforms].map((platform) => ({ platform, targets: [platform] }));
}

function formatted(word: string): string | undefined {
  const parsed = parsePlatform(word);
  return parsed.ok ? formatPlatformAll(normalizePlatform(parsed.value)) : undefined;
}
