import type { ImageFacts } from '../facts.ts';
import { serveRequest, type Service } from '../image/coverage.ts';
import { kept } from '../kept.ts';
import { lastAnswers } from '../lastAnswers.ts';
import { parsePlatform } from '../platform/platform.ts';

/**
 * Says how an image serves a platform, and remembers it: one index may be named by hundreds of lines of a
 * file and by all files of a project, and hold thousands of entries.
 */
export function rememberedService(image: ImageFacts, platform: string): Service {
  return servicesOf(image)(platform);
}

/** Nobody builds for more platforms. */
const MOST = 500;

const servicesOf = kept((image: ImageFacts) =>
  lastAnswers((platform) => serve(image, platform), MOST),
);

function serve(image: ImageFacts, platform: string): Service {
  const requested = parsePlatform(platform);
  return requested.ok ? serveRequest(image, requested.value) : { how: 'unknown' };
}
