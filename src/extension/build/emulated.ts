import { platformOutlook } from '../../core/build/platformOutlook.ts';
import type { BuildRequest } from '../../core/build/buildRequest.ts';
import type { BuilderStore } from '../builders/builderStore.ts';

/** Whether programs of a platform run emulated; undefined when that is not known. */
export type IsEmulated = (platform: string) => boolean | undefined;

/** Tells which platforms of a build its builder emulates. */
export async function emulatedPlatforms(
  builders: BuilderStore,
  { builder: name, platforms }: Pick<BuildRequest, 'builder' | 'platforms'>,
): Promise<IsEmulated> {
  const asked = name === undefined ? builders.readSelected() : builders.readNamed(name);
  const answer = await asked.catch(() => undefined);
  if (answer?.ok !== true || answer.builder === undefined) return () => undefined;
  const { builder } = answer;
  return (platform) => {
    const { state } = platformOutlook(builder, platform, platforms);
    if (state === 'emulated') return true;
    return state === 'native' || state === 'hardware' ? false : undefined;
  };
}
