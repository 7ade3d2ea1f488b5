import { isBuildersOwn } from './buildxPlatforms.ts';
import type { ComposeServices, YamlWord } from './composeServices.ts';
import type { ImageFileKind } from './fileNames.ts';
import type { ImageUses } from './imageUse.ts';

/**
 * What a file says of images in the form of a compose file, so that it is judged by the same rules. Words of
 * Kubernetes' labels are names of architectures, not platforms, and are judged by nobody.
 */
export function imageServices(kind: ImageFileKind, uses: ImageUses): ComposeServices {
  const { images, builds, pipeline, problem } = uses;
  const asked = [
    ...images.flatMap(({ platforms = [] }) => platforms),
    ...builds.flatMap(({ platforms = [] }) =>
      platforms.filter(({ resolved = '' }) => !isBuildersOwn(resolved)),
    ),
  ];
  return {
    kind,
    images: images.map(({ user, image, platforms, excluded }) => ({
      ...{ service: user, image },
      ...(platforms && { platforms }),
      ...(excluded && { excluded }),
    })),
    platforms: kind === 'kubernetes' || kind === 'helm-values' ? [] : eachOnce(asked),
    ...(pipeline && { pipeline }),
    ...(problem !== undefined && { problem }),
  };
}

/** By place, and only those that are written as they are meant: `ubuntu-latest` is no platform. */
function eachOnce(words: readonly YamlWord[]): readonly YamlWord[] {
  const own = words.filter(({ written, resolved }) => written === resolved);
  return [...new Map(own.map((word) => [word.span.start, word])).values()];
}
