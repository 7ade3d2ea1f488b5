import { say } from '../../core/language.ts';
import { openSource } from './openSource.ts';
import { readPart, streamPart } from './folderFiles.ts';
import { ImageFileFailure } from './imageFileFailure.ts';
import type { ImageFiles } from './imageFiles.ts';
import { walkTar, type TarEntry } from './walkTar.ts';

/** Contents of a compressed archive up to this size, in bytes, are remembered: manifests, configs, … */
const remembered = 1024 * 1024;
/** All of them together, in bytes. */
const memory = 32 * 1024 * 1024;

/**
 * Opens a tar archive, compressed or not. It is walked through once; a compressed one again for each content that
 * was too large to remember. Of several entries of one name the last counts, as when it is unpacked.
 *
 * @param file absolute path
 */
export async function openTar(file: string, signal: AbortSignal): Promise<ImageFiles> {
  const entries = new Map<string, TarEntry>();
  const contents = new Map<string, Buffer>();
  const { source, isCompressed } = await openSource(file, signal);
  let left = memory;
  try {
    await walkTar(source, file, async (entry, content) => {
      if (entry.kind !== 'file') return true;
      entries.set(entry.name, entry);
      contents.delete(entry.name);
      if (isCompressed && entry.size <= Math.min(remembered, left)) {
        // A copy: the bytes may be a part of many more.
        contents.set(entry.name, Buffer.from(await content.read(entry.size)));
        left -= entry.size;
      }
      return true;
    });
  } finally {
    await source.close();
  }

  return {
    size: (name) => Promise.resolve(entries.get(name)?.size),
    async read(name, limit, stop) {
      const entry = entries.get(name);
      const known = contents.get(name);
      if (entry === undefined || known !== undefined) return known;
      if (!isCompressed) return readPart(file, entry.offset, entry.size, limit);
      if (entry.size > limit) {
        const size = say('it has {0} bytes and real ones at most {1}', entry.size, limit);
        throw new ImageFileFailure('malformed', say('{0} was not read, because {1}.', name, size));
      }
      return unpack(file, entry, stop);
    },
    open(name, stop) {
      const entry = entries.get(name);
      if (entry === undefined) return Promise.resolve(undefined);
      const { offset, size } = entry;
      return Promise.resolve(
        isCompressed ? streamUnpacked(file, entry, stop) : streamPart(file, offset, size, stop),
      );
    },
  };
}

/** A piece of what is streamed, in bytes. */
const piece = 64 * 1024;

async function* streamUnpacked(
  file: string,
  { offset, size }: TarEntry,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const { source } = await openSource(file, signal);
  try {
    await source.skip(offset);
    for (let left = size; left > 0;) {
      const bytes = await source.next(Math.min(piece, left));
      if (bytes.length === 0)
        throw new ImageFileFailure('malformed', say('{0} ends too early.', file));
      left -= bytes.length;
      yield bytes;
    }
  } finally {
    await source.close();
  }
}

async function unpack(
  file: string,
  wanted: TarEntry,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  const { source } = await openSource(file, signal);
  let found: Buffer | undefined;
  try {
    await walkTar(source, file, async (entry, content) => {
      if (entry.offset !== wanted.offset) return true;
      found = await content.read(entry.size);
      return false;
    });
  } finally {
    await source.close();
  }
  return found;
}
