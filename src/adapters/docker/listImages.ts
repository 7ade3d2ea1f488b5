import { release } from 'node:os';
import * as z from 'zod/mini';
import type { Emulator } from '../../core/build/emulator.ts';
import type { EngineHost } from '../../core/build/hostRun.ts';
import type {
  RunningContainer,
  StoredImage,
  StoredPlatform,
} from '../../core/image/storedImage.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { readRunningContainers } from './containers.ts';
import type { EngineAddress } from './contexts.ts';
import { readEmulators } from './emulators.ts';
import { questionEngine, sharesKernel } from './engine.ts';
import { askEngine } from './engineConnection.ts';
import { engineRegistriesOf } from './engineRegistries.ts';
import { platformSchema, toPlatform } from './enginePlatform.ts';
import { getFromEngine } from './engineQuestion.ts';

/** What an engine has, and what it is. */
export interface EngineStore {
  readonly host: EngineHost;
  readonly images: readonly StoredImage[];
  readonly running: readonly RunningContainer[];
  /** Hosts and networks that it speaks to by plain http, or without looking at certificates. */
  readonly insecure: readonly string[];
}

/** How long an engine may take to look through its store, in ms: with the containerd store it is slow. */
const timeout = 60_000;

/** Of an entry of `GET /images/json?manifests=1` (Docker Engine API 1.51). */
const imageSchema = z.object({
  Id: z.string(),
  Created: z.number(),
  RepoTags: z.nullish(z.array(z.string())),
  RepoDigests: z.nullish(z.array(z.string())),
  Size: z.number(),
  /** -1 where they were not counted. */
  Containers: z.optional(z.number()),
  /** Of the containerd store alone, since API 1.47. */
  Manifests: z.nullish(
    z.array(
      z.object({
        Descriptor: z.object({ digest: z.string(), platform: z.nullish(platformSchema) }),
        Available: z.boolean(),
        Size: z.object({ Content: z.number() }),
        /** `image`, `attestation` or `unknown`. */
        Kind: z.string(),
        ImageData: z.nullish(
          z.object({
            Platform: z.nullish(platformSchema),
            Size: z.nullish(z.object({ Unpacked: z.number() })),
            Containers: z.nullish(z.array(z.string())),
          }),
        ),
      }),
    ),
  ),
});

const infoSchema = z.object({ RegistryConfig: z.optional(z.unknown()) });

type ListedImage = z.infer<typeof imageSchema>;

/** The machine on which the engine may run; tests put another one in its place. */
export interface ListingMachine {
  readonly platform: NodeJS.Platform;
  readonly kernel: string;
  readEmulators(): Promise<readonly Emulator[] | undefined>;
}

const thisMachine: ListingMachine = {
  platform: process.platform,
  kernel: release(),
  readEmulators,
};

/**
 * Reads what an engine has: its images with their platforms, and the containers that run. One connection,
 * and with the containerd store no request for single images. Never rejects.
 */
export async function readEngineStore(
  address: EngineAddress,
  signal?: AbortSignal,
  machine: ListingMachine = thisMachine,
): Promise<Result<EngineStore>> {
  const answer = await askEngine(
    address,
    async (client, abortSignal): Promise<Result<EngineStore>> => {
      const engine = await questionEngine(client, abortSignal);
      if (!engine.ok) return engine;
      const [list, running, information] = await Promise.all([
        getFromEngine(client, '/images/json', { manifests: '1' }, abortSignal),
        readRunningContainers(client, abortSignal),
        getFromEngine(client, '/info', {}, abortSignal),
      ]);
      const images = parseImageList(list);
      if (!images.ok) return images;
      const isHere = sharesKernel(engine.value, machine);
      const emulators = isHere ? await machine.readEmulators() : undefined;
      const host = { engine: engine.value, emulators };
      const { insecure } = engineRegistriesOf(
        infoSchema.safeParse(information).data?.RegistryConfig,
      );
      return succeed({ host, images: images.value, running, insecure });
    },
    { signal, timeout },
  );
  return answer.ok ? answer.value : answer;
}

/** Reads the answer of `GET /images/json?manifests=1`. */
export function parseImageList(json: unknown): Result<readonly StoredImage[]> {
  const list = z.array(imageSchema).safeParse(json);
  return list.success
    ? succeed(list.data.map(toStored))
    : fail(`GET /images/json: ${z.prettifyError(list.error)}`);
}

function toStored(image: ListedImage): StoredImage {
  const manifests = image.Manifests ?? undefined;
  return {
    id: image.Id,
    // An image without a date is from the year 1, or from 1970.
    created: image.Created > 0 ? image.Created * 1000 : undefined,
    tags: image.RepoTags ?? [],
    digests: image.RepoDigests ?? [],
    size: image.Size,
    containers: Math.max(image.Containers ?? 0, 0),
    platforms: manifests
      ?.filter(({ Kind }) => Kind === 'image')
      .map((entry): StoredPlatform => {
        const { Descriptor, Available, Size, ImageData } = entry;
        // A single image has no platform in its descriptor.
        const platform = toPlatform(Descriptor.platform ?? ImageData?.Platform);
        return {
          platform,
          digest: Descriptor.digest,
          isPresent: Available,
          contentSize: Size.Content,
          unpackedSize: ImageData?.Size?.Unpacked ?? 0,
          containers: ImageData?.Containers?.length ?? 0,
        };
      }),
    attestations: manifests?.filter(({ Kind }) => Kind === 'attestation').length ?? 0,
  };
}
