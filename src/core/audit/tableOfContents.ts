import {
  createFieldReader,
  isJsonObject,
  type FieldReader,
  type JsonObject,
} from '../image/jsonFields.ts';
import { fail, succeed, type Result } from '../result.ts';

/** An entry of a layer, as the layer's own table of contents describes it. Nothing of it is proven. */
export interface ListedEntry {
  readonly kind: 'file' | 'folder' | 'symlink' | 'hardlink' | 'device';
  readonly name: string;
  /** What a link leads to; '' for everything else. */
  readonly linkName: string;
  /** Permissions, e.g. 0o755. */
  readonly mode: number;
  /** In bytes; 0 for all but files. */
  readonly size: number;
  /** Of a file that is not empty, from its beginning to its end. */
  readonly chunks: readonly ListedChunk[];
}

/** A part of a file that is compressed on its own. */
export interface ListedChunk {
  /** Of its compressed bytes, in the layer; a chunk ends no later than the next one begins. */
  readonly start: number;
  /** Unpacked, in bytes. */
  readonly size: number;
  /** Of the unpacked bytes. */
  readonly digest: string;
}

const kinds: Readonly<Record<string, ListedEntry['kind']>> = {
  ...{ reg: 'file', dir: 'folder', symlink: 'symlink', hardlink: 'hardlink' },
  ...{ char: 'device', block: 'device', fifo: 'device' },
};

/**
 * Reads the table of contents of a layer whose files can be read one by one: eStargz and zstd:chunked have the same
 * (stargz-snapshotter 0.18, docs/estargz.md; containers/storage 1.59, pkg/chunked/internal). Fails on what contradicts
 * itself, and where a chunk has no digest.
 */
export function readTableOfContents(json: unknown): Result<readonly ListedEntry[]> {
  if (!isJsonObject(json) || json['version'] !== 1) return fail('it is none of version 1');
  const fields = createFieldReader();
  const found: ListedEntry[] = [];
  let [file, chunks, left]: [ListedEntry | undefined, ListedChunk[], number] = [undefined, [], 0];
  for (const entry of fields.objects(json, 'entries')) {
    const type = fields.text(entry, 'type');
    const name = fields.text(entry, 'name');
    if (type === 'chunk') {
      const follows =
        file?.name === name && fields.count(entry, 'chunkOffset') === file.size - left;
      if (!follows) return fail('it has a chunk of no file');
    } else {
      if (left > 0) return fail('it has a file without its end');
      const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
      if (kind === undefined || name === '') return fail('it has an entry of no kind');
      chunks = [];
      left = kind === 'file' ? fields.count(entry, 'size') : 0;
      const [linkName, mode] = [fields.text(entry, 'linkName'), fields.count(entry, 'mode')];
      file = { ...{ kind, name, linkName, mode, size: left }, chunks };
      found.push(file);
    }
    if (left === 0 && type !== 'chunk') continue;
    const chunk = chunkOf(entry, left, fields);
    // Small files may share what is compressed together: these layers are read whole.
    if (fields.count(entry, 'innerOffset') > 0) return fail('it has files in one piece');
    if (chunk.size === 0 || chunk.size > left || chunk.digest === '') {
      return fail('it has a chunk of no size, or without a digest');
    }
    chunks.push(chunk);
    left -= chunk.size;
  }
  if (left > 0) return fail('it has a file without its end');
  const problem = fields.problem();
  return problem === undefined ? succeed(found) : fail(problem);
}

/** The last chunk of a file need not tell its size, nor the only one a digest of its own. */
function chunkOf(entry: JsonObject, left: number, fields: FieldReader): ListedChunk {
  const size = fields.count(entry, 'chunkSize') || left;
  const whole = size === left && entry['type'] === 'reg' ? fields.text(entry, 'digest') : '';
  const digest = fields.text(entry, 'chunkDigest') || whole;
  return { start: fields.count(entry, 'offset'), size, digest };
}
