import { fail, succeed, type Result } from '../result.ts';
import type { Platform } from '../platform/platform.ts';

/** An image of a list that is said by a template. */
export interface TemplatedImage {
  readonly image: string;
  readonly platform: Platform;
}

/**
 * The images that a template stands for, as `manifest-tool push from-args` (2.2.1,
 * v2/cmd/manifest-tool/push.go) has it: of each platform the first `ARCH`, then the first `OS`, then the first
 * `VARIANT` of what has become of the template gives way to its words. A platform without a variant leaves
 * nothing in the place of `VARIANT`. Nothing is normalised.
 *
 * @param platforms `os/arch` or `os/arch/variant` each
 */
export function fromArgs(
  platforms: readonly string[],
  template: string,
): Result<readonly TemplatedImage[]> {
  const images: TemplatedImage[] = [];
  for (const written of platforms) {
    const [os = '', architecture = '', variant = '', ...more] = written.split('/');
    if (os === '' || architecture === '' || more.length > 0) {
      return fail(`"${written}" is no platform: write os/arch or os/arch/variant`);
    }
    const words = [
      ['ARCH', architecture],
      ['OS', os],
      ['VARIANT', variant],
    ] as const;
    // A function: `$&` in a platform means nothing.
    const image = words.reduce((text, [word, by]) => text.replace(word, () => by), template);
    images.push({ image, platform: { os, architecture, ...(variant !== '' && { variant }) } });
  }
  return succeed(images);
}
