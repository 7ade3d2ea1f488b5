import type { Fact, ImageFacts } from '../facts.ts';
import type { Service } from '../image/coverage.ts';
import { formatPlatformAll, normalizePlatform } from '../platform/platform.ts';
import type { PlatformRequest, PullSite } from './pullSites.ts';
import type { ImageRuleInput } from './rule.ts';

/**
 * The platform that one image, which is no index, was made for. A config without operating system or
 * architecture (an artifact, a broken image) says nothing about it.
 */
export function platformOfSingle(fact: Fact<ImageFacts>): string | undefined {
  if (!fact.known || fact.value.manifest.kind !== 'image') return undefined;
  const { os = '', architecture = '' } = fact.value.configPlatform ?? {};
  const isPlatform = [os, architecture].every((word) => word !== '' && word !== 'unknown');
  return isPlatform && fact.value.configPlatform !== undefined
    ? formatPlatformAll(normalizePlatform(fact.value.configPlatform))
    : undefined;
}

/** What a single image is asked for and was not made for; empty where that is not known. */
export function wrongRequests(
  { reference, requests }: PullSite,
  { image, service }: Pick<ImageRuleInput, 'image' | 'service'>,
): readonly PlatformRequest[] {
  const fact = image(reference);
  if (!fact.known || platformOfSingle(fact) === undefined) return [];
  return requests.filter(({ platform }) => isForAnother(service(fact.value, platform)));
}

/** Whether what serves a platform from a single image was made for another architecture or system. */
export function isForAnother(served: Service): boolean {
  return served.how === 'missing' || (served.how === 'degraded' && served.by === 'instruction-set');
}
