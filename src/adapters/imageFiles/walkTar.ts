import { say } from '../../core/language.ts';
import type { ByteSource } from './byteSource.ts';
import { ImageFileFailure } from './imageFileFailure.ts';
import { readSparseMap, sparseFile, withHoles, type SparseFile } from './sparseFile.ts';
import {
  blockSize,
  nameOf,
  parseTarAttributes,
  parseTarHeader,
  sparseNumbers,
  type EntryKind,
  type TarAttributes,
  type TarHeader,
} from './tarHeader.ts';

/** An entry of an archive. */
export interface TarEntry {
  readonly kind: EntryKind;
  /** Without a leading `./`. */
  readonly name: string;
  /** What a link leads to; '' for everything else. */
  readonly linkName: string;
  /** Permissions, e.g. 0o755. */
  readonly mode: number;
  /** In bytes; 0 for all but files. */
  readonly size: number;
  /** Where its content starts, counted in the unpacked archive, in bytes. */
  readonly offset: number;
}

/** What an archive may have. */
export interface TarLimits {
  readonly entries: number;
}

/** Of an archive of images: a real one has some hundreds. */
const imageLimits: TarLimits = { entries: 100_000 };
/** What a file is whose end is missing. */
const cut = 'ends too early: it was not copied or downloaded completely';
/** A name, or the attributes of an entry, in bytes, as for docker (Go 1.25, archive/tar, maxSpecialFileSize). */
const maxMetadata = 1024 * 1024;

/** An entry's content, from the first byte to the last, with the holes that it has. */
export interface EntryContent {
  /** What is next: as many bytes, or all that are left. */
  read(length: number): Promise<Buffer>;
  /** Goes on without reading. */
  skip(length: number): Promise<void>;
}

/**
 * Walks through a tar archive. Contents are skipped, except where `visit` wants them.
 *
 * @param visit the content must not be read after the promise ends; answers whether to go on
 * @throws ImageFileFailure when it is no tar archive
 */
export async function walkTar(
  source: ByteSource,
  place: string,
  visit: (entry: TarEntry, content: EntryContent) => boolean | Promise<boolean>,
  limits: TarLimits = imageLimits,
): Promise<void> {
  const broken = (why: string) => new ImageFileFailure('malformed', `${place} ${why}.`);
  let at = 0;
  let next: TarAttributes = {};

  async function metadata({ size }: TarHeader): Promise<Buffer> {
    if (size > maxMetadata) throw broken(say('has an entry with a name that is too long'));
    const bytes = await source.next(size);
    if (bytes.length < size) throw broken(say(cut));
    return bytes;
  }

  async function nameIn(header: TarHeader): Promise<string> {
    const bytes = await metadata(header);
    const end = bytes.indexOf(0);
    return nameOf(end === -1 ? bytes : bytes.subarray(0, end));
  }

  /** Blocks with more of a map, each of which says whether another one follows. */
  async function readMore(numbers: number[]): Promise<number> {
    for (let length = blockSize; length <= maxMetadata; length += blockSize) {
      const block = await source.next(blockSize);
      numbers.push(...sparseNumbers(block, 0, 21));
      if (block[504] !== 1) return length;
    }
    throw broken(say('has a file with holes without end'));
  }

  /** @param said the map; undefined when the content begins with it */
  async function holesOf(
    whole: number,
    said: readonly number[] | undefined,
    size: number,
    kept: EntryContent,
  ): Promise<SparseFile> {
    const inside = said ? undefined : await readSparseMap(kept, maxMetadata);
    const numbers = said ?? inside?.numbers;
    const file = numbers && sparseFile(whole, numbers, size - (inside?.length ?? 0));
    if (file === undefined) throw broken(say('has a file with holes whose map is damaged'));
    return file;
  }

  for (let entries = 0; ; entries++) {
    if (entries > limits.entries) throw broken(say('has more than {0} entries', limits.entries));
    const block = await source.next(blockSize);
    // Some tools leave out the zeros at the end.
    if (block.length === 0) return;
    const header = block.length === blockSize ? parseTarHeader(block) : undefined;
    if (header === 'end') return;
    if (header === undefined) throw broken(say('is not a tar archive, or a damaged one'));
    at += blockSize;
    const { sparse } = header;
    const kind = kindOf(header, next.path ?? header.name);
    const numbers = [...(sparse?.numbers ?? [])];
    if (sparse?.isExtended) at += await readMore(numbers);
    const size = sizeOf({ kind, size: header.size }, next.size);
    let used = 0;
    if (kind === 'attributes') {
      next = { ...next, ...parseTarAttributes(await metadata(header)) };
      used = size;
    } else if (kind === 'longName') {
      next = { ...next, path: await nameIn(header) };
      used = size;
    } else if (kind === 'longLink') {
      next = { ...next, linkName: await nameIn(header) };
      used = size;
    } else if (kind !== 'other') {
      const name = (next.path ?? header.name).replace(/^(?:\.\/)+/, '');
      const linkName = next.linkName ?? header.linkName;
      const kept: EntryContent = {
        async read(length) {
          const wanted = Math.min(length, size - used);
          const bytes = await source.next(wanted);
          if (bytes.length < wanted) throw broken(say(cut));
          used += wanted;
          return bytes;
        },
        async skip(length) {
          const wanted = Math.min(length, size - used);
          if (!(await source.skip(wanted))) throw broken(say(cut));
          used += wanted;
        },
      };
      const attributes = next;
      next = {};
      const entry = { kind, name, linkName, mode: header.mode, size, offset: at };
      const whole = sparse?.size ?? attributes.sparseSize;
      const isSparse = kind === 'file' && whole !== undefined;
      const said = sparse ? numbers : attributes.sparseMap?.split(',').map(Number);
      const holes = isSparse ? await holesOf(whole, said, size, kept) : undefined;
      const goesOn = await (holes
        ? visit({ ...entry, size: holes.size }, withHoles(holes, kept))
        : visit(entry, kept));
      if (!goesOn) return;
    }
    if (size === 0) continue;
    const padded = Math.ceil(size / blockSize) * blockSize;
    if (!(await source.skip(size - used))) throw broken(say(cut));
    // Some tools leave out the zeros at the end.
    await source.skip(padded - size);
    at += padded;
  }
}

/** Before POSIX, folders were files whose names end so; the header's own name may be cut there. */
function kindOf({ kind }: TarHeader, name: string): TarHeader['kind'] {
  return kind === 'file' && name.endsWith('/') ? 'folder' : kind;
}

/** The attributes before a file tell a size that its header has no room for. */
function sizeOf(
  { kind, size }: Pick<TarHeader, 'kind' | 'size'>,
  attributed: number | undefined,
): number {
  switch (kind) {
    case 'file':
      return attributed ?? size;
    case 'folder':
    case 'symlink':
    case 'hardlink':
    case 'device':
      return 0;
    default:
      return size;
  }
}
