import type { Fact } from '../facts.ts';
import type { Instruction } from './instruction.ts';
import type { BaseImage, BuildOptions, BuildResolution } from './resolution.ts';

/** An image whose config decides what a build means: its ENV, its ONBUILD, its working directory. */
export interface BaseImageNeed {
  /** Its key in the `images` of `BuildOptions`. */
  readonly key: string;
  /** Canonical. */
  readonly reference: string;
  /** The platform that it is pulled for. */
  readonly platform: string;
}

/**
 * The images whose configs a resolution depends on, each once: bases of stages that the build needs.
 * A base that is known to make its stage copy from other stages may add to them.
 */
export function neededBaseImages({ targets }: BuildResolution): readonly BaseImageNeed[] {
  const needs = new Map<string, BaseImageNeed>();
  for (const { reference, platform, by } of targets.flatMap(({ pulls }) => pulls)) {
    if (by !== 'FROM' || platform === undefined) continue;
    const key = `${reference}::${platform}`;
    needs.set(key, { key, reference, platform });
  }
  return [...needs.values()];
}

/** The options of a build that tell what was found out about its base images. */
export function baseImageOptions(
  bases: ReadonlyMap<string, Fact<BaseImage>>,
): Required<Pick<BuildOptions, 'images' | 'unknownImages'>> {
  const images: Record<string, BaseImage> = {};
  const unknownImages: Record<string, string> = {};
  for (const [key, fact] of bases) {
    if (fact.known) images[key] = fact.value;
    else unknownImages[key] = fact.reason.message;
  }
  return { images, unknownImages };
}

/** An instruction that ONBUILD gives to a stage, as it would be written there. */
export function triggerText({ original }: Instruction): string {
  // That of a stage in the same file is a part of the line that holds it.
  return original.replace(/^ONBUILD\s+/i, '');
}
