import { parseReference, withDefaultTag } from '../../image/reference.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from '../../platform/platform.ts';
import { succeed, type Result } from '../../result.ts';
import { once } from '../once.ts';

/** A platform, normalised, and how it is shown: with OS version and features. */
export interface ShownPlatform {
  readonly platform: Platform;
  readonly text: string;
}

/** Normalises a platform and shows it. */
function showPlatform(parsed: Platform): ShownPlatform {
  const platform = normalizePlatform(parsed);
  return { platform, text: formatPlatformAll(platform) };
}

/** Reads platforms and references, each text once: a file names few of them, but often. */
export interface Reader {
  readonly platform: (text: string) => Result<ShownPlatform>;
  /** The canonical form, with a tag or a digest. */
  readonly image: (name: string) => Result<string>;
}

/** A reader that has read nothing yet. */
export function createReader(): Reader {
  return {
    platform: once((text) => {
      const parsed = parsePlatform(text);
      return parsed.ok ? succeed(showPlatform(parsed.value)) : parsed;
    }),
    image: once((name) => {
      const parsed = parseReference(name);
      return parsed.ok ? succeed(withDefaultTag(parsed.value).canonical) : parsed;
    }),
  };
}
