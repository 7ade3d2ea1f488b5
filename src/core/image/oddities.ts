import { formatPlatformAll, normalizePlatform, type Platform } from '../platform/platform.ts';
import type { ImageInspection, Oddity } from './inspection.ts';
import { manifestKind } from './mediaTypes.ts';

/** What is strange about an image, as far as it is known. Asked again at every stage. */
export function oddities(
  inspection: Pick<ImageInspection, 'kind' | 'platforms' | 'attestations'>,
): readonly Oddity[] {
  const { kind, platforms, attestations } = inspection;
  const found: Oddity[] = kind === 'legacy' ? [{ code: 'legacy' }] : [];
  const seen = new Map<string, boolean>();
  for (const { platform, digest, mediaType, written, details } of platforms) {
    if (manifestKind(mediaType) === 'index') found.push({ code: 'nested-index', digest });
    if (written === undefined) continue;
    if (seen.get(platform) === false) found.push({ code: 'duplicate-platform', platform });
    seen.set(platform, seen.has(platform));
    const declared = details.known ? details.value.configPlatform : undefined;
    if (declared && !isSame(written, declared)) {
      const formatted = formatPlatformAll(normalizePlatform(declared));
      found.push({ code: 'platform-mismatch', platform, declared: formatted });
    }
  }
  const digests = new Set(platforms.map(({ digest }) => digest));
  for (const { of, digest } of attestations) {
    if (!digests.has(of)) found.push({ code: 'orphan-attestation', digest });
  }
  return found;
}

/**
 * Operating system and architecture; the variant where both tell it, because many configs leave it out,
 * and the version likewise.
 */
function isSame(written: Platform, declared: Platform): boolean {
  const [a, b] = [normalizePlatform(written), normalizePlatform(declared)];
  const agree = (x: string | undefined, y: string | undefined): boolean =>
    x === undefined || y === undefined || x === y;
  return (
    a.os === b.os &&
    a.architecture === b.architecture &&
    (declared.variant === undefined || agree(a.variant, b.variant)) &&
    agree(a.osVersion, b.osVersion)
  );
}
