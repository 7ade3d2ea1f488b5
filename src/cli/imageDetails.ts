import type { ImageContents } from '../adapters/inspection/imageContents.ts';
import { inspectImage } from '../adapters/inspection/inspectImage.ts';
import { readAttestation } from '../adapters/inspection/readAttestation.ts';
import type { Fact } from '../core/facts.ts';
import type {
  AttestationInspection,
  CountedPulls,
  ImageInspection,
  PlatformInspection,
  ReferrersInspection,
  StatementInspection,
} from '../core/image/inspection.ts';
import { commonHosts, pickedBy } from '../core/image/pickedBy.ts';
import { sharedLayers, storedSize } from '../core/image/sharedLayers.ts';
import { CommandError } from './terminal.ts';

/** An image with all that its place tells of it. */
export interface ImageDetails {
  readonly image: ImageInspection;
  readonly attestations: readonly ReadAttestation[];
  readonly referrers: Fact<ReferrersInspection>;
}

/** An attestation and its statements. */
export interface ReadAttestation extends AttestationInspection {
  readonly statements: Fact<readonly StatementInspection[]>;
}

/** How many attestations are read; one belongs to each platform. */
const maxAttestations = 50;

/**
 * Reads an image with its platforms.
 *
 * @param wanted as for {@link inspectImage}
 * @throws {CommandError} when nothing is known of it, or when the user interrupts the program
 */
export async function readInspection(
  contents: ImageContents,
  signal: AbortSignal,
  wanted?: readonly string[],
): Promise<ImageInspection> {
  const reading = inspectImage(contents, 'platforms', signal, wanted);
  const fact = await unlessInterrupted(reading, signal);
  if (!fact.known) throw new CommandError(fact.reason.message);
  return fact.value;
}

/**
 * Reads an image with its platforms, statements and referrers.
 *
 * @throws {CommandError} as {@link readInspection}
 */
export async function readDetails(
  contents: ImageContents,
  signal: AbortSignal,
): Promise<ImageDetails> {
  const image = await readInspection(contents, signal);
  const attestations: ReadAttestation[] = [];
  for (const attestation of image.attestations.slice(0, maxAttestations)) {
    const reading = readAttestation(attestation.digest, contents, signal);
    attestations.push({ ...attestation, statements: await unlessInterrupted(reading, signal) });
  }
  const listing = contents.referrers(image.digest, signal);
  return { image, attestations, referrers: await unlessInterrupted(listing, signal) };
}

/** @throws {CommandError} when the user interrupts the program */
export async function unlessInterrupted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (signal.aborted) throw new CommandError('interrupted.');
    throw error;
  }
}

/** The public JSON (docs/cli.md): that of `multiarch image`, and more. */
export function detailsJson({ image, attestations, referrers }: ImageDetails) {
  const { reference, digest, mediaType, size, kind, annotations, origin, oddities, asOf } = image;
  return {
    ...{ reference, digest, mediaType },
    platforms: image.platforms.map(platformJson),
    attestations: attestations.map(({ of, digest: own, platform, statements }) => ({
      ...{ of, digest: own, platform },
      ...(statements.known
        ? { statements: statements.value.map(statementJson) }
        : { unknown: statements.reason.message }),
    })),
    ...(origin.kind === 'registry' ? { source: origin.source } : { origin }),
    ...{ kind, size, annotations, oddities },
    sharedLayers: sharedLayers(image),
    storedSize: storedSize(image),
    picks: pickedBy(image, commonHosts),
    referrers: referrers.known
      ? referrers.value
      : { of: digest, unknown: referrers.reason.message },
    ...(image.leftOut > 0 && { leftOut: image.leftOut }),
    ...(image.asked && origin.kind === 'registry' && { asked: image.asked }),
    ...(image.counted?.left && { quota: quotaJson(image.counted.left) }),
    asOf: new Date(asOf).toISOString(),
    ...(image.remembered && { remembered: image.remembered.message }),
  };
}

function quotaJson({ limit, remaining, window }: NonNullable<CountedPulls['left']>) {
  return { limit, remaining, windowSeconds: window };
}

function platformJson({
  platform,
  digest,
  size,
  mediaType,
  annotations,
  details,
}: PlatformInspection) {
  const shared = { platform, digest, size, mediaType, annotations };
  if (!details.known) return { ...shared, unknown: details.reason.message };
  const { annotations: manifestAnnotations, ...rest } = details.value;
  return { ...rest, ...shared, manifestAnnotations };
}

function statementJson({ content, ...statement }: StatementInspection) {
  return content.known
    ? { ...statement, ...content.value }
    : { ...statement, unknown: content.reason.message };
}
