import * as z from 'zod/mini';
import { parseImageConfig } from '../../core/image/config.ts';
import type { Fact, UnknownCode } from '../../core/facts.ts';
import { parseManifest, type Descriptor, type Manifest } from '../../core/image/manifest.ts';
import { manifestKind } from '../../core/image/mediaTypes.ts';
import { say } from '../../core/language.ts';
import type { Platform } from '../../core/platform/platform.ts';
import type { EngineAddress } from './contexts.ts';
import { askEngine } from './engineConnection.ts';
import { getFromEngine } from './engineQuestion.ts';

const text = z.nullish(z.string());

/** Of `GET /images/{name}/json` (Docker Engine API 1.51) what is shown. */
const imageSchema = z.object({
  Id: z.string(),
  RepoTags: z.nullish(z.array(z.string())),
  Created: text,
  Author: text,
  Os: text,
  Architecture: text,
  Variant: text,
  OsVersion: text,
  Config: z.nullish(z.record(z.string(), z.unknown())),
  RootFS: z.nullish(z.object({ Layers: z.nullish(z.array(z.string())) })),
  /** Of the containerd store alone, since API 1.48. */
  Descriptor: z.nullish(z.object({ mediaType: z.string(), digest: z.string(), size: z.number() })),
  /** Asked for by `manifests=1`. */
  Manifests: z.nullish(
    z.array(z.object({ ID: z.string(), Available: z.boolean(), Descriptor: z.unknown() })),
  ),
});

/** Of `GET /images/{name}/history`; the newest step comes first. */
const historySchema = z.array(z.object({ CreatedBy: z.string(), Size: z.number() }));

/** What the engine says of an image. */
export interface EngineImageAnswer {
  /** Digest of the image's manifest or manifest list; with the classic store of its config. */
  readonly id: string;
  readonly names: readonly string[];
  readonly isClassic: boolean;
  /** With the containerd store. */
  readonly descriptor?: Descriptor;
  /** The manifest list, where it is one and was asked for. */
  readonly manifest?: Manifest;
  /** Digests of the manifests whose contents the engine has. */
  readonly available: readonly string[];
  /** Of the image, or of the platform that was asked for. */
  readonly platform?: Platform;
  /** Digests of the unpacked layers. */
  readonly layers: readonly string[];
  /** As an image config has it. */
  readonly config: object;
}

/**
 * Asks the engine for an image.
 *
 * @param name a canonical reference or an id
 * @throws the signal's reason when cancelled
 */
export async function askForImage(
  engine: EngineAddress,
  name: string,
  options: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Fact<EngineImageAnswer>> {
  const answer = await ask(engine, `/images/${name}/json`, options, signal);
  if (!answer.known) return answer;
  const image = imageSchema.safeParse(answer.value);
  if (!image.success)
    return unknown('malformed', say('The Docker engine describes it in no known way.'));
  return { ...answer, value: toAnswer(image.data) };
}

/** The steps of an image, the first one first; none when the engine does not tell. */
export async function askForSteps(
  engine: EngineAddress,
  name: string,
  options: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<readonly { readonly createdBy: string; readonly size: number }[]> {
  const answer = await ask(engine, `/images/${name}/history`, options, signal);
  const history = answer.known ? historySchema.safeParse(answer.value).data : undefined;
  return (history ?? [])
    .map(({ CreatedBy: createdBy, Size: size }) => ({ createdBy, size }))
    .reverse();
}

async function ask(
  engine: EngineAddress,
  path: string,
  options: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Fact<unknown>> {
  signal?.throwIfAborted();
  const answer = await askEngine(
    engine,
    (client, abortSignal) => getFromEngine(client, path, options, abortSignal),
    { signal },
  );
  signal?.throwIfAborted();
  if (answer.ok) return { known: true, value: answer.value, asOf: Date.now() };
  const { message } = answer.problem;
  const isAbsent = /\b404\b|no such image/i.test(message);
  return isAbsent
    ? unknown('not-found', say('The Docker engine has no image of that name.'))
    : unknown('unreachable', say('The Docker engine does not tell: {0}.', message));
}

function toAnswer(image: z.infer<typeof imageSchema>): EngineImageAnswer {
  const { Descriptor: descriptor, Manifests: entries } = image;
  const config = {
    os: image.Os,
    architecture: image.Architecture,
    variant: image.Variant,
    'os.version': image.OsVersion,
    created: image.Created,
    author: image.Author,
    config: image.Config,
  };
  const parsed = parseImageConfig(config);
  const platform = parsed.ok && parsed.value.platform.os !== '' ? parsed.value.platform : undefined;
  const isIndex = manifestKind(descriptor?.mediaType ?? '') === 'index' && entries;
  const manifest = isIndex
    ? parseManifest({
        mediaType: descriptor?.mediaType,
        manifests: entries.map((entry) => entry.Descriptor),
      })
    : undefined;
  return {
    id: image.Id,
    names: image.RepoTags ?? [],
    isClassic: !descriptor,
    ...(descriptor && { descriptor }),
    ...(manifest?.ok && { manifest: manifest.value }),
    available: (entries ?? []).flatMap(({ ID: id, Available: isThere }) => (isThere ? [id] : [])),
    ...(platform && { platform }),
    layers: image.RootFS?.Layers ?? [],
    config,
  };
}

function unknown(code: UnknownCode, message: string): Fact<never> {
  return { known: false, reason: { code, message } };
}
