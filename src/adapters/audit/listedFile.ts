import type { ListedChunk, ListedEntry } from '../../core/audit/tableOfContents.ts';
import { bytesSource } from '../imageFiles/byteSource.ts';
import { blockSize } from '../imageFiles/tarHeader.ts';
import { walkTar, type EntryContent, type TarEntry } from '../imageFiles/walkTar.ts';
import { hasDigest } from '../registry/contentDigest.ts';
import { unpackBytes, type LayerBytes } from './layerBytes.ts';

/** What a table of contents says does not stand in the layer. */
class TableRefuted extends Error {}

/** Chunks of one file that are asked for, each by a request: makers cut files at 4 MiB. */
const maxAsked = 512;

/** Of a chunk, unpacked, in bytes: larger ones are not held, so that the layer is read as a whole. */
const maxChunk = 32 * 1024 ** 2;

/**
 * The content of a file in a layer, of which chunks are read that are wanted, each with its digest.
 *
 * @param ends for the start of each chunk where the next one begins, in bytes of the layer
 */
export function listedContent(
  { chunks, size }: ListedEntry,
  ends: ReadonlyMap<number, number>,
  bytes: LayerBytes,
): EntryContent {
  let [at, next, chunkStart, asked] = [0, 0, 0, 0];
  let chunk: Buffer = Buffer.alloc(0);
  return {
    async read(length) {
      const found: Buffer[] = [];
      const end = Math.min(at + length, size);
      while (at < end) {
        const wanted = chunks[next];
        if (at < chunkStart + chunk.length) {
          const part = chunk.subarray(at - chunkStart, end - chunkStart);
          found.push(part);
          at += part.length;
        } else {
          if (wanted === undefined) throw new TableRefuted();
          chunkStart += chunk.length;
          const isWanted = at < chunkStart + wanted.size;
          if (isWanted && ++asked > maxAsked) throw new TableRefuted();
          chunk = isWanted ? await readChunk(wanted, ends, bytes) : Buffer.alloc(0);
          if (!isWanted) chunkStart += wanted.size;
          next++;
        }
      }
      return Buffer.concat(found);
    },
    skip(length) {
      at = Math.min(at + length, size);
      return Promise.resolve();
    },
  };
}

async function readChunk(
  { start, size, digest }: ListedChunk,
  ends: ReadonlyMap<number, number>,
  bytes: LayerBytes,
): Promise<Buffer> {
  const length = (ends.get(start) ?? 0) - start;
  // What cannot be compressed grows a little, and headers of other entries follow.
  if (length <= 0 || size > maxChunk || length > size * 1.01 + 1024 ** 2) throw new TableRefuted();
  const unpacked = await unpackBytes(await bytes.read(start, length), size);
  if (unpacked?.length !== size || !hasDigest(unpacked, digest)) throw new TableRefuted();
  return unpacked;
}

/** How far before a file its header is looked for, in bytes, where it is compressed apart from what is before it. */
const near = 64 * 1024;
/** How much is read for a header, packed and unpacked, in bytes: the chunk before, and headers of links and folders. */
const [maxBefore, maxHeaders] = [8 * 1024 ** 2, maxChunk];
/** How many places in the window are tried, and how much each may unpack to, in bytes: a header has a few hundred. */
const [maxTries, maxTried] = [16, 1024 ** 2];
/** How gzip and zstd begin (RFC 1952, section 2.3.1; RFC 8878, section 3.1.1). */
const magics = ['1f8b08', '28b52ffd'].map((hex) => Buffer.from(hex, 'hex'));

/**
 * The header that the layer's archive has before a file, which is what every program reads that knows nothing of the
 * table; undefined where none is found.
 *
 * @param start where the content begins, in the layer's bytes
 * @param before the chunk that ends there; undefined for the first file
 */
export async function headerBefore(
  start: number,
  before: ListedChunk | undefined,
  bytes: LayerBytes,
): Promise<TarEntry | undefined> {
  const first = before?.start ?? 0;
  const from = Math.max(first, start - near);
  const window = await bytes.read(from, start - from);
  let tries = 0;
  for (let at = lastMagic(window, window.length); at >= 0; at = lastMagic(window, at - 1)) {
    const isChunk = before !== undefined && from + at === first;
    if (++tries > maxTries && !isChunk) continue;
    const unpacked = await unpackBytes(window.subarray(at), isChunk ? maxHeaders : maxTried);
    const found = unpacked && (await lastHeader(unpacked.subarray(isChunk ? before.size : 0)));
    if (found) return found;
  }
  if (from === first || before === undefined || start - first > maxBefore) return undefined;
  // eStargz packs headers together with the chunk before them.
  const rest = await bytes.read(first, from - first);
  const unpacked = await unpackBytes(Buffer.concat([rest, window]), maxHeaders);
  return unpacked && (await lastHeader(unpacked.subarray(before.size)));
}

function lastMagic(window: Buffer, end: number): number {
  if (end < 0) return -1;
  return Math.max(...magics.map((magic) => window.lastIndexOf(magic, end)));
}

/** Of headers that end where a content begins, after zeros that fill up the content before. */
async function lastHeader(headers: Buffer): Promise<TarEntry | undefined> {
  const archive = headers.subarray(headers.length % blockSize);
  let found: TarEntry | undefined;
  try {
    await walkTar(bytesSource(archive), 'It', (entry) => {
      found = entry;
      return entry.kind !== 'file' || entry.size === 0;
    });
  } catch {
    return undefined;
  }
  return found?.offset === archive.length ? found : undefined;
}
