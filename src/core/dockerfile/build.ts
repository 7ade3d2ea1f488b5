import type { Platform } from '../platform/platform.ts';
import type { Dockerfile } from './instructions.ts';
import type { BaseImage, BuildOptions } from './resolution.ts';
import type { StagedFile } from './stages.ts';

/** One build: a file, one target platform, and all that is known. */
export interface Build {
  readonly dockerfile: Dockerfile;
  readonly staged: StagedFile;
  readonly options: BuildOptions;
  readonly buildPlatform: Platform | undefined;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Normalised. */
  readonly target: Platform;
  /** Whether nobody asked for the target. */
  readonly implicit: boolean;
}

/** The config of an image, if it is known. */
export function configOf(
  { options: { images } }: Build,
  reference: string,
  platform: string | undefined,
): BaseImage | undefined {
  if (!images) return undefined;
  const keys = platform === undefined ? [reference] : [`${reference}::${platform}`, reference];
  const key = keys.find((candidate) => Object.hasOwn(images, candidate));
  return key === undefined ? undefined : images[key];
}
