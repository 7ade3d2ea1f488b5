import type { LayerInspection } from '../../core/image/inspection.ts';
import { walkTar } from '../imageFiles/walkTar.ts';
import { bytesSource } from '../imageFiles/byteSource.ts';
import { hasDigest } from '../registry/contentDigest.ts';
import { unpackBytes, type LayerBytes } from './layerBytes.ts';

/** A layer's table of contents, as its maker wrote it. */
export interface FoundTable {
  readonly json: unknown;
  /** Where the layer's files end, in its bytes. */
  readonly filesEnd: number;
}

/** Packed and unpacked, in bytes: a table of a hundred thousand files is as large. */
const [maxPacked, maxTable] = [16 * 1024 ** 2, 32 * 1024 ** 2];

/**
 * Reads the table of contents of a layer of eStargz or zstd:chunked; undefined for all others, and where its digest is
 * not the one that the manifest names.
 *
 * @throws as the bytes do, and SyntaxError when it is no JSON
 */
export async function findTable(
  { annotations = {} }: Pick<LayerInspection, 'annotations'>,
  bytes: LayerBytes,
): Promise<FoundTable | undefined> {
  const stargz = annotations['containerd.io/snapshot/stargz/toc.digest'];
  if (stargz !== undefined) return findStargzTable(bytes, stargz);
  // The shorter ones are those of containers/storage before 1.42 (2022).
  for (const prefix of ['io.github.containers.zstd-chunked', 'io.containers.zstd-chunked']) {
    const position = annotations[`${prefix}.manifest-position`];
    const digest = annotations[`${prefix}.manifest-checksum`];
    if (position !== undefined && digest) return findChunkedTable(bytes, position, digest);
  }
  return undefined;
}

/** The last bytes of eStargz: an empty gzip whose extra field tells where the table begins. */
const [footerLength, extraField] = [51, 12];
/** What is read at first: most tables are no longer. */
const guess = 64 * 1024;

/** stargz-snapshotter 0.18, docs/estargz.md, “Footer”. */
async function findStargzTable(bytes: LayerBytes, digest: string): Promise<FoundTable | undefined> {
  const start = Math.max(0, bytes.size - guess);
  const tail = await bytes.read(start, bytes.size - start);
  const last = tail.subarray(-footerLength).toString('latin1');
  const [, hex] = /^SG\W\0([\da-f]{16})STARGZ/.exec(last.slice(extraField)) ?? [];
  const filesEnd = hex === undefined ? NaN : parseInt(hex, 16);
  const length = bytes.size - footerLength - filesEnd;
  if (!(length > 0 && length <= maxPacked)) return undefined;
  const packed =
    filesEnd >= start
      ? tail.subarray(filesEnd - start, -footerLength)
      : await bytes.read(filesEnd, length);
  const archive = await unpackBytes(packed, maxTable);
  if (archive === undefined) return undefined;
  let table: Buffer | undefined;
  await walkTar(bytesSource(archive), 'The table', async ({ name, size }, content) => {
    if (name === 'stargz.index.json') table = await content.read(size);
    return false;
  });
  if (table === undefined || !hasDigest(table, digest)) return undefined;
  return { json: JSON.parse(table.toString('utf8')) as unknown, filesEnd };
}

/** containers/storage 1.59, pkg/chunked/internal/compression.go: `start:packed:unpacked:type`, of type 1. */
async function findChunkedTable(
  bytes: LayerBytes,
  position: string,
  digest: string,
): Promise<FoundTable | undefined> {
  const [, start, length] = /^(\d{1,15}):(\d{1,9}):\d{1,9}:1$/.exec(position)?.map(Number) ?? [];
  if (start === undefined || length === undefined) return undefined;
  if (length === 0 || length > maxPacked || start + length > bytes.size) return undefined;
  const packed = await bytes.read(start, length);
  if (!hasDigest(packed, digest)) return undefined;
  const table = await unpackBytes(packed, maxTable);
  if (table === undefined) return undefined;
  return { json: JSON.parse(table.toString('utf8')) as unknown, filesEnd: start };
}
