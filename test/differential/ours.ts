import {
  resolveBuild,
  type BaseImage,
  type TargetResolution,
} from '../../src/core/dockerfile/resolve.ts';
import { parseReference } from '../../src/core/image/reference.ts';
import type { Case } from './case.ts';
import { baseImage } from './inventedImages.ts';

/** Our answer, with the configs of the images that the oracle's registry invents. */
export function resolveOurs(
  { text, platform, buildArgs }: Case,
  buildPlatform: string,
  target?: string,
): TargetResolution {
  const images: Record<string, BaseImage> = {};
  for (;;) {
    const { targets } = resolveBuild(text, {
      targets: [platform],
      buildPlatform,
      buildArgs,
      images,
      ...(target !== undefined && { target }),
    });
    const [resolution] = targets;
    if (!resolution) throw new Error('One target was asked for.');
    const news = namedImages(resolution).filter((reference) => !Object.hasOwn(images, reference));
    if (news.length === 0) return resolution;
    // What an image's config says may name more images (ONBUILD).
    for (const reference of news) images[reference] = configOf(reference);
  }
}

function namedImages({ stages, pulls }: TargetResolution): readonly string[] {
  const bases = stages.flatMap(({ base }) =>
    base.kind === 'image' && base.resolved !== undefined ? [base.resolved] : [],
  );
  return [...bases, ...pulls.map(({ reference }) => reference)];
}

function configOf(reference: string): BaseImage {
  const parsed = parseReference(reference);
  return baseImage(parsed.ok ? parsed.value.path : '');
}
