import type { ByteSource } from './byteSource.ts';
import { ImageFileFailure } from './imageFileFailure.ts';
import { blockSize, parseTarAttributes, parseTarHeader, type TarHeader } from './tarHeader.ts';

/** A plain file in an archive. */
export interface TarEntry {
  /** Without a leading `./`. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Where its content starts, counted in the unpacked archive, in bytes. */
  readonly offset: number;
}

/** Entries of an archive; one of a real image has some hundreds. */
const maxEntries = 100_000;
/** What a file is whose end is missing. */
const cut = 'ends too early: it was not copied or downloaded completely';
/** A name, or the attributes of an entry, in bytes. */
const maxMetadata = 64 * 1024;

/**
 * Walks through the plain files of a tar archive. Contents are skipped, except where `visit` wants them.
 *
 * @param visit `content` reads the entry, and must be called before the promise ends, or not at all; answers
 *   whether to go on
 * @throws ImageFileFailure when it is no tar archive
 */
export async function walkTar(
  source: ByteSource,
  place: string,
  visit: (entry: TarEntry, content: () => Promise<Buffer>) => Promise<boolean>,
): Promise<void> {
  const broken = (why: string) => new ImageFileFailure('malformed', `${place} ${why}.`);
  let at = 0;
  let next: { path?: string; size?: number } = {};

  async function content(header: TarHeader): Promise<Buffer> {
    if (header.size > maxMetadata) throw broken('has an entry with a name that is too long');
    const bytes = await source.next(header.size);
    if (bytes.length < header.size) throw broken(cut);
    return bytes;
  }

  for (let entries = 0; ; entries++) {
    if (entries > maxEntries) throw broken(`has more than ${maxEntries} entries`);
    const block = await source.next(blockSize);
    // Some tools leave out the zeros at the end.
    if (block.length === 0) return;
    const header = block.length === blockSize ? parseTarHeader(block) : undefined;
    if (header === 'end') return;
    if (header === undefined) throw broken('is not a tar archive, or a damaged one');
    at += blockSize;
    const size = sizeOf(header, next.size);
    let used = 0;
    if (header.kind === 'attributes') {
      next = { ...next, ...parseTarAttributes(await content(header)) };
      used = size;
    } else if (header.kind === 'longName') {
      next = { ...next, path: (await content(header)).toString('utf8').replace(/\0.*$/s, '') };
      used = size;
    } else {
      const name = (next.path ?? header.name).replace(/^(?:\.\/)+/, '');
      if (header.kind !== 'other') next = {};
      if (header.kind === 'file') {
        const goesOn = await visit({ name, size, offset: at }, async () => {
          const bytes = await source.next(size);
          if (bytes.length < size) throw broken(cut);
          used = size;
          return bytes;
        });
        if (!goesOn) return;
      }
    }
    const padded = Math.ceil(size / blockSize) * blockSize;
    if (!(await source.skip(size - used))) {
      throw broken(cut);
    }
    // Some tools leave out the zeros at the end.
    await source.skip(padded - size);
    at += padded;
  }
}

/** The attributes before a file tell a size that its header has no room for. */
function sizeOf({ kind, size }: TarHeader, attributed: number | undefined): number {
  if (kind === 'bare') return 0;
  return kind === 'file' ? (attributed ?? size) : size;
}
