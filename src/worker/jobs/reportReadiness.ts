import { engineAddress } from '../../adapters/docker/contexts.ts';
import { engineImages } from '../../adapters/docker/localImages.ts';
import { readReport } from '../../adapters/report/readReport.ts';
import { createEngineFirst, type LocalImages } from '../../adapters/registry/engineFirst.ts';
import { findTags } from '../../adapters/registry/tags.ts';
import { readBake } from '../../adapters/workspace/bakePrint.ts';
import type { BaseImageNeed } from '../../core/dockerfile/baseImages.ts';
import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { Fact } from '../../core/facts.ts';
import { parsePlatform, type Platform } from '../../core/platform/platform.ts';
import type { ReportMessage, ReportRequest } from '../../protocol/report.ts';
import { openClient } from './openClient.ts';

/** Files name the images, and nobody has looked at the names: the settings say which hosts may be asked. */
const purpose = 'background';

/**
 * Makes a readiness report.
 *
 * @param environment names docker's folder, proxies and the cache folder
 * @throws the signal's reason when cancelled
 */
export async function reportReadiness(
  request: ReportRequest,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ReportMessage> {
  const { folders, targets, otherwise, docker, buildPlatform, registries } = request;
  const client = await openClient(registries, environment);
  const local = await localImages(registries.engineImages, environment);
  // A build with the engine's own builder takes what the engine has before it asks a registry.
  const reader = createEngineFirst(client, {
    localImages: () => local,
    mayAsk: () => registries.lookups !== 'off',
  });
  const options = { purpose, signal } as const;
  try {
    const report = await readReport({
      ...{ folders, targets, otherwise },
      asked: {
        images: async ({ images, bases }) => {
          const [facts, configs] = await Promise.all([
            answers(images, async (each) => [each, await reader.resolve(each, options)]),
            answers(bases, async (need) => [need.key, await baseOf(need)]),
          ]);
          return { images: facts, bases: configs };
        },
        buildPlatform: () => Promise.resolve(buildPlatform),
        signal,
      },
      readBake: (folder, files) => readBake(docker, folder, files, signal),
      findTags: ({ reference, platforms }) =>
        findTags(client, reference, {
          ...{ platforms: parsed(platforms), limit: 3 },
          ...options,
        }),
    });
    return { kind: 'report', report };
  } finally {
    await client.settled();
    client.dispose();
  }

  async function baseOf({ reference, platform }: BaseImageNeed): Promise<Fact<BaseImage>> {
    const [wanted] = parsed([platform]);
    if (wanted !== undefined) return reader.resolveBaseImage(reference, wanted, options);
    // It was formatted by us.
    return { known: false, reason: { code: 'failed', message: platform } };
  }
}

async function localImages(
  endpoint: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<LocalImages | undefined> {
  if (endpoint === undefined) return undefined;
  const address = await engineAddress(endpoint, { environment, platform: process.platform });
  return address && engineImages(address);
}

async function answers<N, T>(
  needs: readonly N[],
  ask: (need: N) => Promise<readonly [key: string, fact: T]>,
): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all(needs.map(ask)));
}

function parsed(platforms: readonly string[]): readonly Platform[] {
  return platforms.flatMap((each) => {
    const platform = parsePlatform(each);
    return platform.ok ? [platform.value] : [];
  });
}
