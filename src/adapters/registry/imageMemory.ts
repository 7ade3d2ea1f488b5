import type { ImageSource, UnknownCode, UnknownReason } from '../../core/facts.ts';
import type { ImageName, KnownImage, RegistryCache } from './cache.ts';
import type { DiskCache, KeptFinding } from './diskCache.ts';
import { readKept, type ImageContent, type KeepContent } from './imageContent.ts';

/** What registries have told: to this program, or by way of the disk to another one. */
export interface ImageMemory {
  /** The content of a digest, wherever it was read. */
  readonly known: (digest: string) => Promise<ImageContent | undefined>;
  readonly keep: KeepContent;
  /** What is known about a reference and still believed. */
  recall(name: ImageName): Promise<KnownImage | undefined>;
  remember(name: ImageName, content: ImageContent, finding: KeptFinding): KnownImage;
  /**
   * What was known before, with the reason for not knowing more, where that is that the registry
   * cannot be asked now. A registry that says no is right, whatever it said before.
   */
  despite(reason: UnknownReason, reference: string): KnownImage | undefined;
}

const cannotBeAsked: readonly UnknownCode[] = ['unreachable', 'timeout', 'rate-limited', 'failed'];

/**
 * Puts the disk behind the memory.
 *
 * @param isStillAsked whether a source is one that would be asked now: what a mirror said counts only
 *   while it is configured, because another docker.io may stand behind it
 */
export function createImageMemory(
  cache: RegistryCache,
  disk: DiskCache,
  isStillAsked: (source: ImageSource) => boolean,
): ImageMemory {
  const known = async (digest: string): Promise<ImageContent | undefined> =>
    cache.content(digest) ?? readKept(digest, disk);

  return {
    known,
    keep: (digest, content) => {
      disk.keepContent(digest, content);
    },
    async recall(name) {
      const before = cache.lastSeen(name.reference);
      const kept = await disk.readFinding(name.reference);
      if (kept && isStillAsked(kept.source) && kept.asOf > (before?.asOf ?? -Infinity)) {
        const content = await known(kept.digest);
        if (content) cache.remember(name, content, kept);
      }
      return cache.found(name.reference);
    },
    remember(name, content, finding) {
      disk.keepFinding(name.reference, finding);
      return cache.remember(name, content, finding);
    },
    despite(reason, reference) {
      const seen = cannotBeAsked.includes(reason.code) ? cache.lastSeen(reference) : undefined;
      return seen && { ...seen, remembered: reason };
    },
  };
}
