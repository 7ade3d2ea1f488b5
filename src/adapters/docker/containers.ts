import type Dockerode from 'dockerode';
import * as z from 'zod/mini';
import type { RunningContainer } from '../../core/image/storedImage.ts';
import type { Platform } from '../../core/platform/platform.ts';
import { platformSchema, toPlatform } from './enginePlatform.ts';
import { getFromEngine } from './engineQuestion.ts';

/** Of `GET /containers/json` (Docker Engine API 1.51). */
const containersSchema = z.array(
  z.object({
    Id: z.string(),
    Names: z.nullish(z.array(z.string())),
    Image: z.string(),
    ImageID: z.string(),
    Created: z.number(),
    /** Of the containerd store alone, since API 1.48. */
    ImageManifestDescriptor: z.nullish(z.object({ platform: z.nullish(platformSchema) })),
  }),
);

/** Of `GET /images/{id}/json`. */
const imageSchema = z.object({
  Os: z.nullish(z.string()),
  Architecture: z.nullish(z.string()),
  Variant: z.nullish(z.string()),
});

/** How many images are asked for their platform, where the list of containers does not tell. */
const imageLimit = 100;
/** How many at a time. */
const atATime = 4;

/**
 * Reads the containers that run, with the platforms of their images. The classic store is asked once for
 * each image, some hundred at most.
 *
 * @throws Error when the engine refuses, or nobody waits any more
 */
export async function readRunningContainers(
  client: Dockerode,
  abortSignal: AbortSignal,
): Promise<readonly RunningContainer[]> {
  const answer = await getFromEngine(client, '/containers/json', {}, abortSignal);
  const containers = containersSchema.safeParse(answer).data ?? [];
  const silent = containers.filter((container) => !container.ImageManifestDescriptor?.platform);
  const ids = [...new Set(silent.map(({ ImageID }) => ImageID))].slice(0, imageLimit);
  const platforms = new Map<string, Platform | undefined>();
  for (let at = 0; at < ids.length; at += atATime) {
    const batch = ids.slice(at, at + atATime).map(async (id) => {
      platforms.set(id, await platformOfImage(client, id, abortSignal));
    });
    await Promise.all(batch);
  }
  return containers.map((container) => {
    const told = container.ImageManifestDescriptor?.platform;
    return {
      id: container.Id,
      // Names begin with a slash, and those of links have more of them.
      name: container.Names?.[0]?.replace(/^\//, '') ?? container.Id.slice(0, 12),
      image: container.Image,
      imageId: container.ImageID,
      platform: told ? toPlatform(told) : platforms.get(container.ImageID),
      created: container.Created * 1000,
    };
  });
}

/** Undefined where the image is gone. */
async function platformOfImage(
  client: Dockerode,
  id: string,
  abortSignal: AbortSignal,
): Promise<Platform | undefined> {
  // It becomes part of an address.
  if (!/^sha256:[0-9a-f]{64}$/.test(id)) return undefined;
  const answer = await getFromEngine(client, `/images/${id}/json`, {}, abortSignal).catch(
    () => null,
  );
  const image = imageSchema.safeParse(answer).data;
  if (!image?.Os || !image.Architecture) return undefined;
  const { Os: os, Architecture: architecture, Variant: variant } = image;
  return toPlatform({ os, architecture, ...(variant && { variant }) });
}
