import type { ImageFacts } from '../facts.ts';
import { serveRequest, type Service } from '../image/coverage.ts';
import { parsePlatform } from '../platform/platform.ts';

/**
 * Says how images serve platforms, and remembers it: one index may be named by hundreds of lines of a
 * file, and hold thousands of entries.
 */
export function rememberServices(): (image: ImageFacts, platform: string) => Service {
  const known = new Map<ImageFacts, Map<string, Service>>();
  return (image, platform) => {
    const services = known.get(image) ?? new Map<string, Service>();
    known.set(image, services);
    const service = services.get(platform) ?? serve(image, platform);
    services.set(platform, service);
    return service;
  };
}

function serve(image: ImageFacts, platform: string): Service {
  const requested = parsePlatform(platform);
  return requested.ok ? serveRequest(image, requested.value) : { how: 'unknown' };
}
