import type { Pull, TargetResolution } from '../dockerfile/resolve.ts';
import type { Fact, ImageFacts } from '../facts.ts';
import { serveRequest } from '../image/coverage.ts';
import { parsePlatform } from '../platform/platform.ts';
import { isForAnother, platformOfSingle } from './singleImage.ts';

/** What a stage has from all that it is built on in its file, itself included. */
export interface LineageFacts {
  /** The pull of the image on which all of them stand. */
  readonly base?: Pull;
  /** The first pull of them, in the order of the file, that has nothing for its platform. */
  readonly missing?: Pull;
  /** The first of them whose FROM names a stage on other targets and nothing on this one. */
  readonly missingStage?: { readonly stage: number; readonly name: string };
  /** The pull of a base that is a single image for another platform, and what that is for. */
  readonly wrongFiles?: { readonly pull: Pull; readonly madeFor: string };
  /** The first image of them of which nothing is known, and why. */
  readonly unknown?: { readonly reference: string; readonly reason: string };
  /** Whether one of them names BUILDPLATFORM as its platform. */
  readonly isOnBuildPlatform: boolean;
}

/**
 * Works the facts out for every stage of a target. Linear: each stage goes on from its parent's.
 *
 * @param missingStages the names that no stage of the file has, by the stage that asks for them
 */
export function lineageFacts(
  { stages, pulls }: TargetResolution,
  image: (reference: string) => Fact<ImageFacts>,
  missingStages: ReadonlyMap<number, string> = new Map(),
): readonly LineageFacts[] {
  const misses = rememberMissing(image);
  const byStage = new Map<number, Pull[]>();
  for (const pull of pulls) {
    const own = byStage.get(pull.stage);
    if (own) own.push(pull);
    else byStage.set(pull.stage, [pull]);
  }
  const facts: LineageFacts[] = [];
  for (const { index, base, platformFlag } of stages) {
    const own = byStage.get(index) ?? [];
    // A parent stands above in the file, so what it pulls comes first.
    const parent = base.stage === undefined ? undefined : facts[base.stage];
    const from = parent ? parent.base : own.find(({ by }) => by === 'FROM');
    const missing = parent?.missing ?? own.find(misses);
    const name = missingStages.get(index);
    const missingStage =
      parent?.missingStage ?? (name === undefined ? undefined : { stage: index, name });
    const wrongFiles = parent
      ? parent.wrongFiles
      : from && wrongFilesOf(from, image(from.reference));
    const unknown = parent?.unknown ?? firstUnknown(own, image);
    facts.push({
      ...(from && { base: from }),
      ...(missing && { missing }),
      ...(missingStage && { missingStage }),
      ...(wrongFiles && { wrongFiles }),
      ...(unknown && { unknown }),
      isOnBuildPlatform:
        parent?.isOnBuildPlatform === true ||
        platformFlag?.matched.includes('BUILDPLATFORM') === true,
    });
  }
  return facts;
}

/** {@link isMissing}, worked out once for each image and platform: many stages take from the same one. */
function rememberMissing(image: (reference: string) => Fact<ImageFacts>): (pull: Pull) => boolean {
  const known = new Map<string, boolean>();
  return (pull) => {
    const key = `${pull.reference} ${pull.platform ?? ''}`;
    const missing = known.get(key) ?? isMissing(pull, image(pull.reference));
    known.set(key, missing);
    return missing;
  };
}

/** A single image for another platform is not missing: BuildKit takes it all the same. */
function isMissing({ platform }: Pull, fact: Fact<ImageFacts>): boolean {
  if (platform === undefined || !fact.known || fact.value.manifest.kind !== 'index') return false;
  const requested = parsePlatform(platform);
  return requested.ok && serveRequest(fact.value, requested.value).how === 'missing';
}

function wrongFilesOf(pull: Pull, fact: Fact<ImageFacts>): LineageFacts['wrongFiles'] {
  const madeFor = platformOfSingle(fact);
  if (pull.platform === undefined || !fact.known || madeFor === undefined) return undefined;
  const requested = parsePlatform(pull.platform);
  const isWrong = requested.ok && isForAnother(serveRequest(fact.value, requested.value));
  return isWrong ? { pull, madeFor } : undefined;
}

function firstUnknown(
  pulls: readonly Pull[],
  image: (reference: string) => Fact<ImageFacts>,
): LineageFacts['unknown'] {
  for (const { reference } of pulls) {
    const fact = image(reference);
    if (!fact.known) return { reference, reason: fact.reason.message };
  }
  return undefined;
}
