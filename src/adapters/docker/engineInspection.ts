import type { Fact, UnknownCode } from '../../core/facts.ts';
import type {
  ImageInspection,
  InspectionOrigin,
  PlatformDetails,
  PlatformInspection,
} from '../../core/image/inspection.ts';
import type { Descriptor, Manifest } from '../../core/image/manifest.ts';
import { oddities } from '../../core/image/oddities.ts';
import { platformDetails } from '../../core/image/platformDetails.ts';
import { withSharedLayers } from '../../core/image/sharedLayers.ts';
import { startInspection } from '../../core/image/startInspection.ts';
import { parseReference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import type { Platform } from '../../core/platform/platform.ts';
import type { EngineAddress } from './contexts.ts';
import { askForImage, askForSteps, type EngineImageAnswer } from './engineImage.ts';

/** How many platforms of an image are read; each takes two questions. */
const maxPlatforms = 50;

/**
 * Inspects an image of the engine's. The engine tells layers only as they are unpacked, and of a manifest
 * list only those platforms whose contents it has (Docker Engine API 1.51).
 *
 * @param reference a name as users write it, or an id, e.g. `sha256:…`
 * @param stage `index` takes one question; `platforms` two more for each platform that the engine has
 * @throws the signal's reason when cancelled
 */
export async function inspectEngineImage(
  engine: EngineAddress,
  reference: string,
  stage: 'index' | 'platforms',
  signal?: AbortSignal,
): Promise<Fact<ImageInspection>> {
  const name = nameOf(reference);
  if (name === undefined)
    return unknown('malformed', say('“{0}” is no image reference.', reference));
  const answer = await askForImage(engine, name, { manifests: '1' }, signal);
  if (!answer.known) return answer;
  const inspection = begin(reference, answer.value);
  if (stage === 'index') return { ...answer, value: inspection };
  const platforms: PlatformInspection[] = [];
  const isIndex = answer.value.manifest?.kind === 'index';
  for (const entry of inspection.platforms) {
    const isRead = platforms.length < maxPlatforms && !isMissing(entry);
    const details = isRead
      ? await readDetails(engine, name, isIndex ? entry.written : undefined, entry, signal)
      : unknown('not-found', say('The engine does not have this platform.'));
    platforms.push({ ...entry, details });
  }
  const read = { ...inspection, platforms };
  return { ...answer, value: withSharedLayers({ ...read, oddities: oddities(read) }) };
}

/** Ids are no references, but the engine takes them; nothing else that is none gets into an address. */
function nameOf(reference: string): string | undefined {
  if (/^sha256:[a-f0-9]{64}$/.test(reference)) return reference;
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.value.canonical : undefined;
}

function begin(reference: string, answer: EngineImageAnswer): ImageInspection {
  const { id, descriptor, manifest, available, platform, names } = answer;
  const parsed = parseReference(reference);
  const origin: InspectionOrigin = {
    kind: 'engine',
    store: descriptor === undefined ? 'classic' : 'containerd',
  };
  const familiar = parsed.ok ? parsed.value.familiar : (names[0] ?? reference);
  const root = {
    digest: descriptor?.digest ?? id,
    size: descriptor?.size ?? 0,
    manifest: manifest ?? single(descriptor?.mediaType ?? '', id, []),
    ...(platform && { configPlatform: platform }),
  };
  const inspection = startInspection({ reference, familiar, origin, asOf: Date.now() }, root);
  const platforms = inspection.platforms.map((entry): PlatformInspection => {
    const value = root.manifest.kind !== 'index' || available.includes(entry.digest);
    return { ...entry, inEngine: { known: true, value, asOf: inspection.asOf } };
  });
  return { ...inspection, platforms };
}

function isMissing({ inEngine }: PlatformInspection): boolean {
  return inEngine.known && !inEngine.value;
}

/** @param platform of the manifest list; undefined for a single image */
async function readDetails(
  engine: EngineAddress,
  name: string,
  platform: Platform | undefined,
  { annotations }: PlatformInspection,
  signal: AbortSignal | undefined,
): Promise<Fact<PlatformDetails>> {
  const asked = platform === undefined ? {} : { platform: platformQuery(platform) };
  const answer = await askForImage(engine, name, asked, signal);
  if (!answer.known) return answer;
  const { id, layers, config, isClassic, platform: found } = answer.value;
  // Before API 1.49 the engine does not look at the platform that it is asked for.
  if (platform && found?.architecture !== platform.architecture) {
    return unknown(
      'failed',
      say('This engine shows one platform of an image only: update Docker.'),
    );
  }
  const steps = await askForSteps(engine, name, asked, signal);
  const made = steps.filter(({ size }) => size > 0);
  const isWhole = made.length === layers.length;
  const described = layers.map((digest, at): Descriptor => {
    return { mediaType: '', digest, size: (isWhole ? made[at]?.size : undefined) ?? 0 };
  });
  const history = isWhole ? made.map(({ createdBy }) => ({ created_by: createdBy })) : [];
  const manifest = single('', isClassic ? id : '', described);
  const details = platformDetails(manifest, { ...config, history }, annotations);
  return details.ok
    ? { known: true, value: details.value, asOf: answer.asOf }
    : unknown('malformed', say('It cannot be read: {0}.', details.problem.message));
}

function platformQuery({ os, architecture, variant, osVersion }: Platform): string {
  return JSON.stringify({ os, architecture, variant, 'os.version': osVersion });
}

function single(
  mediaType: string,
  configDigest: string,
  layers: readonly Descriptor[],
): Extract<Manifest, { kind: 'image' }> {
  const configType = 'application/vnd.docker.container.image.v1+json';
  const config = { mediaType: configType, digest: configDigest, size: 0 };
  return { kind: 'image', mediaType, config, layers };
}

function unknown(code: UnknownCode, message: string): Fact<never> {
  return { known: false, reason: { code, message } };
}
