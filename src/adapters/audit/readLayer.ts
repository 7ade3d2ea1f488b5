import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import type { FileContents, LayerEntry } from '../../core/audit/layerEntry.ts';
import type { Descriptor } from '../../core/image/manifest.ts';
import { say } from '../../core/language.ts';
import { streamSource, type ByteSource } from '../imageFiles/byteSource.ts';
import { compressionOf, headLength, makeUnpacker, notUnpacked } from '../imageFiles/compression.ts';
import { ImageFileFailure } from '../imageFiles/imageFileFailure.ts';
import { walkTar, type TarLimits } from '../imageFiles/walkTar.ts';
import { readEntry } from './readEntry.ts';

/** What a layer has. */
export interface ReadLayer {
  readonly entries: readonly LayerEntry[];
  /** As it is stored. */
  readonly bytesRead: number;
  /** Whether contents were left out, so that the digest was not verified. */
  readonly isPartial?: true;
  /** Of a layer that was read by its own table of contents: see {@link UnreadFile}. */
  readonly table?: LayerTable;
}

/** Reads single files of a layer. */
export interface LayerTable {
  /**
   * What a file has, by its place in the table; undefined where the layer has something else there.
   *
   * @throws the signal's reason when cancelled
   */
  readFile(at: number): Promise<FileContents | undefined>;
}

/** What a layer may have: more than any real one, and less than would fill the memory or the day. */
const layerLimits = { entries: 1_000_000, unpacked: 64 * 1024 ** 3 };

/** Names of all of them together, in characters. */
const maxNames = 200_000_000;

/**
 * Reads a layer (OCI image specification 1.1, layer.md) as it comes: gzip, zstd or neither, as its first bytes
 * tell. Nothing is unpacked. What was read counts once the digest of all of it is right.
 *
 * @throws ImageFileFailure when it is no layer, or another one
 */
export async function readLayer(
  parts: AsyncIterable<Buffer>,
  { digest }: Pick<Descriptor, 'digest'>,
  limits = layerLimits,
): Promise<ReadLayer> {
  const place = say('The layer {0}', digest);
  const hash = createHash(digest.slice(0, digest.indexOf(':')));
  const input = { bytesRead: 0, isComplete: false };
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const part of parts) {
      hash.update(part);
      input.bytesRead += part.length;
      yield part;
    }
    input.isComplete = true;
  }

  let entries: readonly LayerEntry[];
  const source = await unpackedParts(hashed(), place, limits.unpacked);
  try {
    entries = await readEntries(source, place, limits);
    // What follows the archive belongs to the digest.
    await source.skip(Number.MAX_SAFE_INTEGER);
    // Node leaves what is no gzip behind the gzip, which docker does not take.
    if (!input.isComplete) throw new ImageFileFailure('malformed', say('{0} is damaged.', place));
  } catch (error) {
    throw isDamaged(error)
      ? new ImageFileFailure('malformed', say('{0} is damaged.', place))
      : error;
  } finally {
    await source.close();
  }
  if (`${digest.slice(0, digest.indexOf(':'))}:${hash.digest('hex')}` !== digest) {
    throw new ImageFileFailure(
      'malformed',
      say('{0} is something else: its digest is wrong.', place),
    );
  }
  return { entries, bytesRead: input.bytesRead };
}

/**
 * Reads the archive that a layer is, once it is unpacked.
 *
 * @param place for messages
 * @throws ImageFileFailure when it is none, or has too much
 */
export async function readEntries(
  source: ByteSource,
  place: string,
  limits: TarLimits = layerLimits,
): Promise<readonly LayerEntry[]> {
  const entries: LayerEntry[] = [];
  let names = 0;
  await walkTar(
    source,
    place,
    async (entry, read) => {
      const found = await readEntry(entry, read);
      if (found === undefined) return true;
      names += found.path.length;
      if (names > maxNames) {
        throw new ImageFileFailure('malformed', say('{0} has names without end.', place));
      }
      entries.push(found);
      return true;
    },
    limits,
  );
  return withLinkedFiles(entries);
}

/** Errors of zlib have codes, such as Z_DATA_ERROR and ZSTD_error_corruption_detected. */
function isDamaged(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /^Z_|^ZSTD_|^ERR_.*ZSTD/.test(String(error.code))
  );
}

/** Unpacks bytes as they come, as their first ones tell. @param limit unpacked, in bytes: more is a failure */
export async function unpackedParts(
  parts: AsyncGenerator<Buffer>,
  place: string,
  limit: number,
): Promise<ByteSource> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < headLength) {
    const next = await parts.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield head;
    yield* parts;
  }
  const compression = compressionOf(head.subarray(0, headLength));
  if (compression === undefined) {
    const plain = all();
    return streamSource(plain, place, () => void plain.return(undefined), limit);
  }
  const unpacker = makeUnpacker(compression);
  if (unpacker === undefined) throw new ImageFileFailure('failed', notUnpacked(place, compression));
  const compressed = Readable.from(all(), { objectMode: true, highWaterMark: 4 });
  // Who reads the last of them hears what went wrong with any of them.
  pipeline(compressed, unpacker, () => undefined);
  const close = () => {
    compressed.destroy();
    unpacker.destroy();
  };
  return streamSource(unpacker, place, close, limit);
}

/** Puts a file's contents in the place of its other names in the same layer. */
export function withLinkedFiles(entries: readonly LayerEntry[]): readonly LayerEntry[] {
  if (!entries.some(({ kind }) => kind === 'hardlink')) return entries;
  const files = new Map<string, LayerEntry>();
  return entries.map((entry) => {
    const linked = entry.kind === 'hardlink' ? files.get(entry.target) : undefined;
    const found = linked?.kind === 'file' ? { ...linked, path: entry.path } : entry;
    files.set(found.path, found);
    return found;
  });
}
