import type { ImageFacts } from '../facts.ts';
import { offersOf } from '../image/coverage.ts';
import { isKnownArchitecture } from '../platform/architecture.ts';
import { strictMatcher } from '../platform/match.ts';
import { isKnownOs } from '../platform/operatingSystem.ts';
import type { Platform } from '../platform/platform.ts';
import type { SpecPlatform } from './spec.ts';

/** The members of a platform that a spec says, as they are written. */
export function writtenPlatform(platform: SpecPlatform | undefined): Partial<Platform> {
  if (platform === undefined) return {};
  const { os, architecture, variant, osVersion, osFeatures } = platform;
  return {
    ...(os && os.text !== '' && { os: os.text }),
    ...(architecture && architecture.text !== '' && { architecture: architecture.text }),
    ...(variant && variant.text !== '' && { variant: variant.text }),
    ...(osVersion && osVersion.text !== '' && { osVersion: osVersion.text }),
    ...(osFeatures && { osFeatures: osFeatures.map(({ text }) => text) }),
  };
}

/** A platform that names its OS and its architecture; undefined for one that does not. */
export function wholePlatform(platform: Partial<Platform>): Platform | undefined {
  const { os, architecture } = platform;
  return os === undefined || architecture === undefined
    ? undefined
    : { ...platform, os, architecture };
}

/** Whether anything runs on it: a platform that somebody writes, not what an image says of itself. */
export function isRunSomewhere({ os, architecture }: Platform): boolean {
  return (isKnownOs(os) || wasi.test(os)) && isKnownArchitecture(architecture);
}

/** Hosts of WebAssembly, which Docker runs by containerd's runwasi: `wasi/wasm`, `wasip1/wasm`. */
const wasi = /^wasi(?:p\d)?$/;

/** How an image fills what a spec leaves out. */
export type FilledPlatforms =
  | { readonly how: 'listed'; readonly platforms: readonly Platform[] }
  /** A list, or a single image, that has something else. */
  | {
      readonly how: 'missing' | 'differs';
      readonly offered: readonly Platform[];
      readonly platform: Platform;
    }
  | { readonly how: 'unknown' };

/**
 * What a list says of an image, with what the spec writes of it. Of a list, the entry with the platform that
 * is written, or all of them; a single image is listed as it is written, and differs if it says otherwise.
 */
export function fillPlatform(written: Partial<Platform>, image: ImageFacts): FilledPlatforms {
  const whole = wholePlatform(written);
  const offered = offersOf(image).flatMap(({ platform }) => platform ?? []);
  const [own] = offered;
  if (image.elsewhere || own === undefined || offered.some(({ os }) => os === '')) {
    return { how: 'unknown' };
  }
  if (image.manifest.kind === 'index') {
    if (whole === undefined) return { how: 'listed', platforms: offered };
    const platforms = offered.filter((each) => strictMatcher(whole).match(each));
    return platforms.length === 0
      ? { how: 'missing', offered, platform: whole }
      : { how: 'listed', platforms: platforms.map((each) => ({ ...each, ...written })) };
  }
  const platform = { ...own, ...written };
  return strictMatcher(own).match(platform)
    ? { how: 'listed', platforms: [platform] }
    : { how: 'differs', offered, platform };
}
