import * as z from 'zod/mini';
import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import { parseImageConfig } from '../../core/image/config.ts';
import type { LocalImage } from '../../core/image/localImage.ts';
import { parseManifest, type Manifest } from '../../core/image/manifest.ts';
import { manifestKind } from '../../core/image/mediaTypes.ts';
import { formatPlatformAll, type Platform } from '../../core/platform/platform.ts';
import { baseImageOf } from '../registry/baseImage.ts';
import type { LocalImages } from '../registry/engineFirst.ts';
import type { EngineAddress } from './contexts.ts';
import { readEngine } from './engine.ts';
import { askEngine } from './engineConnection.ts';
import { getFromEngine } from './engineQuestion.ts';

/** Of `GET /images/{name}/json` (Docker Engine API 1.51) what builds look at. */
const inspectSchema = z.object({
  Id: z.string(),
  Created: z.nullish(z.string()),
  Os: z.nullish(z.string()),
  Architecture: z.nullish(z.string()),
  Variant: z.nullish(z.string()),
  OsVersion: z.nullish(z.string()),
  Config: z.nullish(z.unknown()),
  /** Of the containerd store alone, since API 1.48. */
  Descriptor: z.nullish(z.object({ mediaType: z.string(), digest: z.string(), size: z.number() })),
  /** Asked for by `manifests=1`. */
  Manifests: z.nullish(z.array(z.object({ Descriptor: z.unknown() }))),
});

type Inspected = z.infer<typeof inspectSchema>;

/**
 * Reads what the engine says of an image of its own. Undefined when it has none of that name, does not
 * answer, or is too old to show what its containerd store keeps (API below 1.48, Docker below 28).
 *
 * @param reference canonical
 */
async function readLocalImage(
  engine: EngineAddress,
  reference: string,
  signal?: AbortSignal,
): Promise<LocalImage | undefined> {
  const image = await inspect(engine, reference, { manifests: '1' }, signal);
  if (image === undefined || image.Descriptor) return image && ofContainerd(image);
  const answer = await readEngine(engine, signal);
  return answer.ok && answer.value.imageStore === 'classic' ? ofClassic(image) : undefined;
}

/**
 * Reads what a build for a platform inherits from an image of the engine's. Undefined when the engine
 * does not have that platform of it.
 *
 * @param platform as the manifest list writes it
 */
async function readLocalBase(
  engine: EngineAddress,
  reference: string,
  platform: Platform,
  signal?: AbortSignal,
): Promise<BaseImage | undefined> {
  const { os, architecture, variant, osVersion } = platform;
  const asked = JSON.stringify({ os, architecture, variant, 'os.version': osVersion });
  const image = await inspect(engine, reference, { platform: asked }, signal);
  const config = image && configOf(image);
  // Before API 1.49 the engine does not look at the platform that it is asked for.
  const isIt = config && formatPlatformAll(config.platform) === formatPlatformAll(platform);
  return isIt ? config.base : undefined;
}

/** The images of an engine, as a reader of images asks for them. */
export function engineImages(engine: EngineAddress): LocalImages {
  return {
    read: (reference, signal) => readLocalImage(engine, reference, signal),
    readBase: (reference, platform, signal) => readLocalBase(engine, reference, platform, signal),
  };
}

/**
 * Reads for which platform an image of the engine's is; of several, the one that the engine would run.
 * Undefined when the engine has no such image, or does not answer.
 *
 * @param id e.g. `sha256:…`
 */
export async function readImagePlatform(
  engine: EngineAddress,
  id: string,
  signal?: AbortSignal,
): Promise<Platform | undefined> {
  const image = await inspect(engine, id, {}, signal);
  return image && configOf(image)?.platform;
}

async function inspect(
  engine: EngineAddress,
  reference: string,
  options: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Inspected | undefined> {
  const path = `/images/${reference}/json`;
  const answer = await askEngine(
    engine,
    (client, abortSignal) => getFromEngine(client, path, options, abortSignal),
    { signal },
  );
  return answer.ok ? inspectSchema.safeParse(answer.value).data : undefined;
}

function ofContainerd(image: Inspected): LocalImage | undefined {
  const manifest = manifestOf(image);
  if (!image.Descriptor || manifest === undefined) return undefined;
  const { digest, size } = image.Descriptor;
  if (manifest.kind === 'index') return { store: 'containerd', digest, size, manifest };
  const config = configOf(image);
  return {
    ...{ store: 'containerd', digest, size, manifest },
    ...(config && { configPlatform: config.platform, base: config.base }),
    ...(config?.created !== undefined && { created: config.created }),
  };
}

function ofClassic(image: Inspected): LocalImage | undefined {
  const config = configOf(image);
  if (config === undefined) return undefined;
  const { platform, base } = config;
  return { store: 'classic', digest: image.Id, platform, base };
}

/** The engine lists a manifest list's entries as they are written, but shows no other manifest. */
function manifestOf({ Descriptor, Manifests }: Inspected): Manifest | undefined {
  const mediaType = Descriptor?.mediaType ?? '';
  if (manifestKind(mediaType) !== 'index') {
    return { kind: 'image', mediaType, config: { mediaType: '', digest: '', size: 0 }, layers: [] };
  }
  const manifests = (Manifests ?? []).map((entry) => entry.Descriptor);
  const manifest = parseManifest({ mediaType, manifests });
  return manifest.ok ? manifest.value : undefined;
}

/** Undefined for an image that says nothing of its platform: the engine has none of its configs. */
function configOf(
  image: Inspected,
): { platform: Platform; base: BaseImage; created?: string } | undefined {
  const json = {
    os: image.Os,
    architecture: image.Architecture,
    variant: image.Variant,
    'os.version': image.OsVersion,
    created: image.Created,
    config: image.Config,
  };
  const config = parseImageConfig(json);
  if (!config.ok || config.value.platform.os === '') return undefined;
  const { platform, created } = config.value;
  const base = baseImageOf(config.value, json);
  return { platform, base, ...(created !== undefined && { created }) };
}
