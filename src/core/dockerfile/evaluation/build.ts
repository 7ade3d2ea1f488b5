import type { Dockerfile } from '../instructions.ts';
import type { Reader, ShownPlatform } from './reader.ts';
import type { BaseImage, BuildOptions } from '../resolution.ts';
import type { SourceMap } from './sources.ts';
import type { StagedFile } from '../stages.ts';

/** One build: a file, one target platform, and all that is known. */
export interface Build {
  readonly dockerfile: Dockerfile;
  readonly staged: StagedFile;
  readonly sourceMap: SourceMap;
  readonly options: BuildOptions;
  readonly reader: Reader;
  readonly buildPlatform: ShownPlatform | undefined;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly target: ShownPlatform;
  /** Whether nobody asked for the target. */
  readonly implicit: boolean;
}

/** The config of an image, if it is known. */
export function configOf(
  { options: { images } }: Build,
  reference: string,
  platform: ShownPlatform | undefined,
): BaseImage | undefined {
  return images && ofImage(images, reference, platform);
}

/** What is kept by the image of one platform, or else by the image. */
export function ofImage<T>(
  entries: Readonly<Record<string, T>>,
  reference: string,
  platform: ShownPlatform | undefined,
): T | undefined {
  const keys = platform === undefined ? [reference] : [`${reference}::${platform.text}`, reference];
  const key = keys.find((candidate) => Object.hasOwn(entries, candidate));
  return key === undefined ? undefined : entries[key];
}
