import type { Fact } from '../../core/facts.ts';
import type {
  AskedContent,
  ImageInspection,
  PlatformDetails,
  PlatformInspection,
} from '../../core/image/inspection.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import { manifestKind } from '../../core/image/mediaTypes.ts';
import { oddities } from '../../core/image/oddities.ts';
import { platformDetails } from '../../core/image/platformDetails.ts';
import { withSharedLayers } from '../../core/image/sharedLayers.ts';
import type { InspectedRoot } from '../../core/image/startInspection.ts';
import { say } from '../../core/language.ts';
import { formatPlatformAll, normalizePlatform } from '../../core/platform/platform.ts';
import { configLimit, isImageConfig, manifestLimit } from '../registry/contentLimits.ts';
import { unknown, type ImageContents } from './imageContents.ts';
import { parseContent, readManifest } from './readJson.ts';
import { inTurns } from './inTurns.ts';

/** How many platforms are read; the rest of a larger index is unknown. Real ones have some twenty. */
const maxPlatforms = 100;

/** How many are read at a time. */
const atATime = 6;

/** What platforms are read with. */
export interface PlatformSource {
  readonly contents: ImageContents;
  /** Of these only what is kept is read: nobody is asked for their manifests. */
  readonly isSpared: (platform: PlatformInspection) => boolean;
}

/**
 * The second stage: reads manifest and config of every platform, two requests each at most. One that cannot
 * be read is unknown on its own.
 *
 * @throws the signal's reason when cancelled
 */
export async function readPlatforms(
  inspection: ImageInspection,
  root: InspectedRoot,
  { contents, isSpared }: PlatformSource,
  signal: AbortSignal,
): Promise<ImageInspection> {
  const counting = createCounting(contents);
  const platforms = await inTurns(inspection.platforms, atATime, async (entry, at) => {
    const read = isSpared(entry) ? counting.spare : counting.read;
    const details =
      at < maxPlatforms
        ? await readDetails(entry, root, { ...contents, read }, signal)
        : unknown(
            'failed',
            say('Only the first {0} platforms of an image are read.', maxPlatforms),
          );
    return withDetails(entry, details);
  });
  const read = { ...inspection, platforms, asked: counting.asked() };
  return withSharedLayers({ ...read, oddities: oddities(read) });
}

/** Counts what is asked for because it is not kept. */
function createCounting(contents: ImageContents) {
  let [manifests, configs] = [0, 0];
  const kept: ImageContents['read'] = (wanted, signal) =>
    contents.read({ ...wanted, keptOnly: true }, signal);
  const read: ImageContents['read'] = async (wanted, signal) => {
    const found = await kept(wanted, signal);
    if (found.known || found.reason.code !== 'spared') return found;
    if (wanted.kind === 'manifests') manifests++;
    else configs++;
    return contents.read(wanted, signal);
  };
  return {
    read,
    asked: (): AskedContent => ({ manifests, configs }),
    /** A config is nobody's pull: it is asked for where its manifest is kept. */
    spare: ((wanted, signal) =>
      (wanted.kind === 'manifests' ? kept : read)(wanted, signal)) satisfies ImageContents['read'],
  };
}

/** Of an entry that does not name its platform, the config does. */
function withDetails(
  entry: PlatformInspection,
  details: Fact<PlatformDetails>,
): PlatformInspection {
  const declared = details.known ? details.value.configPlatform : undefined;
  if (entry.written || declared === undefined) return { ...entry, details };
  return { ...entry, details, platform: formatPlatformAll(normalizePlatform(declared)) };
}

async function readDetails(
  { digest, mediaType, annotations }: PlatformInspection,
  root: InspectedRoot,
  contents: ImageContents,
  signal: AbortSignal,
): Promise<Fact<PlatformDetails>> {
  if (manifestKind(mediaType) === 'index') {
    return unknown(
      'failed',
      say('This entry is itself a manifest list, which is not looked into.'),
    );
  }
  const wantedManifest = { digest, limit: manifestLimit, what: 'manifest' } as const;
  const manifest: Fact<Manifest> =
    digest === root.digest
      ? { known: true, value: root.manifest, asOf: Date.now() }
      : await readManifest(wantedManifest, contents, signal);
  if (!manifest.known) return manifest;
  if (manifest.value.kind !== 'image') {
    return unknown(
      'failed',
      say('The manifest {0} is not one of an image that can be read.', digest),
    );
  }
  const { config } = manifest.value;
  let json: unknown;
  if (isImageConfig(config)) {
    const wanted = { digest: config.digest, kind: 'blobs', limit: configLimit } as const;
    const read = await contents.read({ ...wanted, what: 'image config' }, signal);
    if (!read.known) return read;
    const parsed = parseContent(read.value, 'image config');
    if (!parsed.known) return parsed;
    json = parsed.value;
  }
  const details = platformDetails(manifest.value, json, annotations);
  if (!details.ok)
    return unknown('malformed', say('It cannot be read: {0}.', details.problem.message));
  return { known: true, value: details.value, asOf: manifest.asOf };
}
