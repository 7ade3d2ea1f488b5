import { formatPlatformAll, normalizePlatform, type Platform } from '../platform/platform.ts';
import { attestedDigest, isAttestation } from '../image/attestation.ts';
import { isBlobType } from '../image/mediaTypes.ts';
import type { AssembledEntry } from './listEntry.ts';
import type { ListProblem } from './listProblem.ts';

/** A platform for comparing and showing: normalised, with OS version and features. */
export function shownPlatform(platform: Platform): string {
  return formatPlatformAll(normalizePlatform(platform));
}

/**
 * What is wrong with the platforms of a list. Two images of one list for the same platform are what its
 * author wanted, perhaps; two from different sources are a mistake.
 *
 * @param isCopy whether the list is published already: then nothing about it is an error
 */
export function platformProblems(
  entries: readonly AssembledEntry[],
  isCopy: boolean,
): readonly ListProblem[] {
  const images = entries.filter(
    // What is a cache already names no platform, and nobody pulls it.
    ({ descriptor }) => !isAttestation(descriptor) && !(isCopy && isBlobType(descriptor.mediaType)),
  );
  const digests = new Set(images.map(({ descriptor }) => descriptor.digest));
  const first = new Map<string, AssembledEntry>();
  const problems: ListProblem[] = [];
  for (const entry of images) {
    const { descriptor, source } = entry;
    const { platform, digest } = descriptor;
    if (platform === undefined || platform.os === '' || platform.architecture === '') {
      const severity = isCopy ? 'warning' : 'error';
      problems.push({ code: 'platform-unknown', severity, source, digest });
      continue;
    }
    const shown = shownPlatform(platform);
    const other = first.get(shown);
    if (other === undefined) first.set(shown, entry);
    else {
      const severity = other.source === source ? 'warning' : 'error';
      const pair = { digest, other: other.descriptor.digest };
      problems.push({ code: 'duplicate-platform', severity, source, platform: shown, ...pair });
    }
    if (platform.os.toLowerCase() === 'windows' && platform.osVersion === undefined) {
      const code = 'windows-without-version';
      problems.push({ code, severity: 'warning', source, platform: shown, digest });
    }
  }
  for (const { descriptor, source } of entries) {
    const subject = isAttestation(descriptor) ? attestedDigest(descriptor) : descriptor.digest;
    if (subject !== undefined && (digests.has(subject) || !isAttestation(descriptor))) continue;
    const { digest } = descriptor;
    problems.push({ code: 'attestation-without-image', severity: 'warning', source, digest });
  }
  return problems;
}
