import { gzipSync } from 'node:zlib';
import { digestOf } from './registry/memoryRegistry.ts';
import { tarHeader, type TarredFile } from './tar.ts';
import { zstdOf } from './zstd.ts';

/** A layer with a table of its own contents. */
export interface SeekableLayer {
  readonly blob: Buffer;
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** An entry of the table, as it is written. */
export type TableEntry = Record<string, unknown>;

const types: Readonly<Record<string, string>> = {
  '0': 'reg',
  '1': 'hardlink',
  '2': 'symlink',
  '5': 'dir',
};

/**
 * Writes eStargz (stargz-snapshotter, docs/estargz.md) or zstd:chunked (containers/storage, pkg/chunked): files one by
 * one, so that each can be read alone.
 *
 * @param change what the table says instead of the truth
 */
export function seekableLayer(
  format: 'estargz' | 'zstd:chunked',
  files: readonly TarredFile[],
  { chunk = 200_000, change = (entry: TableEntry) => entry } = {},
): SeekableLayer {
  const isGzip = format === 'estargz';
  const pack = (bytes: Buffer) => (isGzip ? gzipSync(bytes, { level: 1 }) : zstdOf(bytes));
  const packed: Buffer[] = [];
  const entries: TableEntry[] = [];
  let [at, waiting]: [number, Buffer] = [0, Buffer.alloc(0)];
  const write = (bytes: Buffer) => {
    packed.push(bytes);
    at += bytes.length;
  };
  for (const file of files) {
    const body = Buffer.from(file.body);
    const { name, type = '0', link, mode = 0o644 } = file;
    waiting = Buffer.concat([waiting, tarHeader(file)]);
    const entry: TableEntry = {
      name,
      type: types[type],
      mode,
      ...(link !== undefined && { linkName: link }),
    };
    if (body.length === 0) {
      entries.push(entry);
      continue;
    }
    // eStargz goes on behind the content before; zstd:chunked begins anew.
    write(pack(waiting));
    for (let start = 0; start < body.length; start += chunk) {
      const part = body.subarray(start, start + chunk);
      const isLast = start + chunk >= body.length;
      const padding = Buffer.alloc(isLast ? (512 - (body.length % 512)) % 512 : 0);
      entries.push({
        ...(start === 0
          ? { ...entry, size: body.length, digest: digestOf(body) }
          : { name, type: 'chunk', chunkOffset: start }),
        ...{ offset: at, chunkDigest: digestOf(part) },
        ...(!isLast && { chunkSize: part.length }),
      });
      write(pack(part));
      waiting = padding;
    }
  }
  write(pack(Buffer.concat([waiting, Buffer.alloc(1024)])));
  const table = Buffer.from(JSON.stringify({ version: 1, entries: entries.map(change) }));
  const position = at;
  if (isGzip) {
    write(gzipSync(Buffer.concat([tarHeader({ name: 'stargz.index.json', body: table }), table])));
    const footer = Buffer.from('1f8b08040000000000ff1a0053471600', 'hex');
    const place = Buffer.from(`${position.toString(16).padStart(16, '0')}STARGZ`);
    write(Buffer.concat([footer, place, Buffer.from('010000ffff0000000000000000', 'hex')]));
    return {
      blob: Buffer.concat(packed),
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      annotations: { 'containerd.io/snapshot/stargz/toc.digest': digestOf(table) },
    };
  }
  const manifest = zstdOf(table);
  const skipped = Buffer.from('502a4d1800000000', 'hex');
  skipped.writeUInt32LE(manifest.length, 4);
  write(Buffer.concat([skipped, manifest]));
  const prefix = 'io.github.containers.zstd-chunked';
  return {
    blob: Buffer.concat(packed),
    mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
    annotations: {
      [`${prefix}.manifest-checksum`]: digestOf(manifest),
      [`${prefix}.manifest-position`]: `${position + 8}:${manifest.length}:${table.length}:1`,
    },
  };
}
