import type { DiskCache, KeptContent } from './diskCache.ts';
import { createLru } from './lru.ts';

/** Bytes that are kept in memory, unless told otherwise. */
const defaultLimit = 16 * 1024 * 1024;

/**
 * Puts a memory before a disk cache: what was read a moment ago is on its way to the disk, or there is no
 * disk at all.
 *
 * @param limit in bytes
 */
export function withRecent(disk: DiskCache, limit: number = defaultLimit): DiskCache {
  const recent = createLru<KeptContent>(limit, ({ body }) => body.length);
  return {
    ...disk,
    readContent: async (digest) => recent.get(digest) ?? disk.readContent(digest),
    keepContent(digest, content) {
      recent.set(digest, content);
      disk.keepContent(digest, content);
    },
  };
}
