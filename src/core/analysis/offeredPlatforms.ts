import type { ImageFacts } from '../facts.ts';
import { offersOf } from '../image/coverage.ts';
import { say } from '../language.ts';
import { formatPlatformAll } from '../platform/platform.ts';

/** How many of the platforms that an image has are named in a message. */
const namedPlatforms = 12;

/** The platforms that an image is there for, for a message: `linux/amd64, linux/arm64 and 3 more`. */
export function offeredPlatforms(image: ImageFacts): string {
  const text = known.get(image) ?? offersAsText(image);
  known.set(image, text);
  return text;
}

/** One index may be named by hundreds of lines of a file, and hold thousands of entries. */
const known = new WeakMap<ImageFacts, string>();

function offersAsText(image: ImageFacts): string {
  const platforms = offersOf(image).flatMap(({ platform }) => platform ?? []);
  const names = [...new Set(platforms.map(formatPlatformAll))];
  const more = names.length - namedPlatforms;
  return names.slice(0, namedPlatforms).join(', ') + (more > 0 ? say(' and {0} more', more) : '');
}
