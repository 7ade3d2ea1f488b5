import type { ByteSource } from './byteSource.ts';
import { ImageFileFailure } from './imageFileFailure.ts';
import {
  blockSize,
  parseTarAttributes,
  parseTarHeader,
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
/** A name, or the attributes of an entry, in bytes. */
const maxMetadata = 64 * 1024;

/** Reads what is next of an entry's content: as many bytes, or all that are left. */
export type ReadEntry = (length: number) => Promise<Buffer>;

/**
 * Walks through a tar archive. Contents are skipped, except where `visit` wants them.
 *
 * @param visit `read` gives the content of the entry, and must not be called after the promise ends; answers
 *   whether to go on
 * @throws ImageFileFailure when it is no tar archive
 */
export async function walkTar(
  source: ByteSource,
  place: string,
  visit: (entry: TarEntry, read: ReadEntry) => boolean | Promise<boolean>,
  limits: TarLimits = imageLimits,
): Promise<void> {
  const broken = (why: string) => new ImageFileFailure('malformed', `${place} ${why}.`);
  let at = 0;
  let next: TarAttributes = {};

  async function metadata({ size }: TarHeader): Promise<Buffer> {
    if (size > maxMetadata) throw broken('has an entry with a name that is too long');
    const bytes = await source.next(size);
    if (bytes.length < size) throw broken(cut);
    return bytes;
  }

  async function nameIn(header: TarHeader): Promise<string> {
    return (await metadata(header)).toString('utf8').replace(/\0.*$/s, '');
  }

  for (let entries = 0; ; entries++) {
    if (entries > limits.entries) throw broken(`has more than ${limits.entries} entries`);
    const block = await source.next(blockSize);
    // Some tools leave out the zeros at the end.
    if (block.length === 0) return;
    const header = block.length === blockSize ? parseTarHeader(block) : undefined;
    if (header === 'end') return;
    if (header === undefined) throw broken('is not a tar archive, or a damaged one');
    at += blockSize;
    if (header.isExtended) at += await skipHoles(source);
    const { kind } = header;
    const size = sizeOf(header, next.size);
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
      next = {};
      const entry = { kind, name, linkName, mode: header.mode, size, offset: at };
      const goesOn = await visit(entry, async (length) => {
        const wanted = Math.min(length, size - used);
        const bytes = await source.next(wanted);
        if (bytes.length < wanted) throw broken(cut);
        used += wanted;
        return bytes;
      });
      if (!goesOn) return;
    }
    if (size === 0) continue;
    const padded = Math.ceil(size / blockSize) * blockSize;
    if (!(await source.skip(size - used))) throw broken(cut);
    // Some tools leave out the zeros at the end.
    await source.skip(padded - size);
    at += padded;
  }
}

/** Blocks with the places of holes, each of which says whether another one follows. */
async function skipHoles(source: ByteSource): Promise<number> {
  for (let length = blockSize; ; length += blockSize) {
    const block = await source.next(blockSize);
    if (block[504] !== 1) return length;
  }
}

/** The attributes before a file tell a size that its header has no room for. */
function sizeOf({ kind, size }: TarHeader, attributed: number | undefined): number {
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
