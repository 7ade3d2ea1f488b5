import { promisify } from 'node:util';
import { constants, inflateRaw, inflateRawSync } from 'node:zlib';
import type { ContainedProgram } from '../../core/audit/layerEntry.ts';
import type { EntryContent } from '../imageFiles/walkTar.ts';
import { ContentBytes, partOf } from './contentBytes.ts';
import { readProgram } from './readProgram.ts';

/** Archives that programs load libraries from: Java's, Python's, .NET's. */
const archiveName = /\.(?:jar|war|ear|whl|egg|zip|nupkg)$/i;

/** Libraries and programs, by their names: nothing else in an archive is looked at. */
const programName = /\.(?:so(?:\.\d{1,9}){0,4}|dll|dylib|jnilib|pyd|node|exe)$/i;

const limits = {
  /** Of one file, its inner archives included. */
  entries: 500_000,
  programs: 500,
  /** Of an inner archive that is packed, in bytes: packed, and unpacked. */
  inner: 16 * 1024 * 1024,
  unpacked: 48 * 1024 * 1024,
  /** Of a program, packed. */
  head: 8192,
};

const unpack = promisify(inflateRaw);

/** Whether a file is an archive that may hold libraries: by its name and its first bytes. */
export function isZip(name: string, head: Buffer): boolean {
  return archiveName.test(name) && head.length >= 4 && head.readUInt32LE() === 0x04034b50;
}

/** An entry's header, as it stands before the content (APPNOTE.TXT 6.3.10, section 4.3.7). */
interface ZipEntry {
  readonly name: string;
  /** 0 as it is, 8 packed. */
  readonly method: number;
  /** Packed, in bytes; undefined when it follows the content. */
  readonly size: number | undefined;
}

/**
 * The libraries in a jar, a wheel or the like, and in such archives inside of it, one level deep; as it comes, from the
 * first entry on. What is damaged, locked or too large is left out.
 */
export async function readZip(bytes: ContentBytes): Promise<readonly ContainedProgram[]> {
  const found: ContainedProgram[] = [];
  await walk(bytes, '', { found, entries: 0 });
  return found;
}

interface Walk {
  readonly found: ContainedProgram[];
  entries: number;
}

/** @param place of an inner archive, with `!/` behind it; '' for the outer one */
async function walk(bytes: ContentBytes, place: string, state: Walk): Promise<void> {
  while (state.entries++ < limits.entries && state.found.length < limits.programs) {
    const entry = await readHeader(bytes);
    if (entry === undefined) return;
    const { name } = entry;
    if (programName.test(name)) {
      const head = headOf(entry, await contentOf(bytes, entry, limits.head));
      const program = head && (await readProgram(head, head.length, noMore));
      if (program) state.found.push({ path: place + name, program });
    } else if (place === '' && archiveName.test(name)) {
      await walkInner(bytes, entry, state);
    } else await contentOf(bytes, entry, 0);
  }
}

async function walkInner(bytes: ContentBytes, entry: ZipEntry, state: Walk): Promise<void> {
  const place = `${entry.name}!/`;
  if (entry.method === 0 && entry.size !== undefined) {
    const part = partOf(bytes, entry.size);
    await walk(new ContentBytes(Buffer.alloc(0), part), place, state);
    return part.skip(entry.size);
  }
  const isSmall = entry.size === undefined || entry.size <= limits.inner;
  const packed = await contentOf(bytes, entry, isSmall ? limits.inner : 0);
  const whole = entry.method === 0 ? packed : await unpackAll(packed);
  if (whole) await walk(new ContentBytes(whole, noMore), place, state);
}

async function unpackAll(packed: Buffer): Promise<Buffer | undefined> {
  try {
    return await unpack(packed, { maxOutputLength: limits.unpacked });
  } catch {
    return undefined;
  }
}

/** What a header is followed by was read whole. */
const noMore: EntryContent = {
  read: () => Promise.resolve(Buffer.alloc(0)),
  skip: () => Promise.resolve(),
};

/** Undefined at the end of the entries. */
async function readHeader(bytes: ContentBytes): Promise<ZipEntry | undefined> {
  const header = await bytes.read(30);
  if (header.length < 30 || header.readUInt32LE() !== 0x04034b50) return undefined;
  const flags = header.readUInt16LE(6);
  const name = (await bytes.read(header.readUInt16LE(26))).toString('utf8');
  await bytes.skip(header.readUInt16LE(28));
  const size = header.readUInt32LE(18);
  // Of locked ones, and of those of more than 4 GB, nothing is known.
  const method = (flags & 1) === 1 || size === 0xffffffff ? -1 : header.readUInt16LE(8);
  return { name, method, size: (flags & 8) === 0 ? size : undefined };
}

/** Goes behind an entry's content. @returns its first bytes */
async function contentOf(bytes: ContentBytes, entry: ZipEntry, keep: number): Promise<Buffer> {
  if (entry.size === undefined) return untilDescriptor(bytes, keep);
  const head = Buffer.from(await bytes.read(Math.min(keep, entry.size)));
  await bytes.skip(entry.size - head.length);
  return head;
}

/** What is searched through at a time, in bytes. */
const span = 64 * 1024;

/**
 * Java writes the sizes of packed entries behind them (section 4.3.9): the content ends where a header follows, before
 * which stands how long the content was.
 */
async function untilDescriptor(bytes: ContentBytes, keep: number): Promise<Buffer> {
  const kept: Buffer[] = [];
  let [passed, keeps] = [0, 0];
  for (;;) {
    const ahead = await bytes.peek(span);
    for (let at = ahead.indexOf('PK', 12); at !== -1; at = ahead.indexOf('PK', at + 1)) {
      const kind = at + 4 <= ahead.length ? ahead.readUInt16LE(at + 2) : 0;
      if (kind !== 0x0403 && kind !== 0x0201) continue;
      const size = ahead.readUInt32LE(at - 8);
      // The descriptor's own signature is often there, and need not be.
      if (size !== passed + at - 16 && size !== passed + at - 12) continue;
      kept.push(Buffer.from(ahead.subarray(0, Math.max(0, Math.min(keep - keeps, size - passed)))));
      await bytes.skip(at);
      return Buffer.concat(kept).subarray(0, size);
    }
    if (ahead.length < span) {
      await bytes.skip(ahead.length);
      return Buffer.alloc(0);
    }
    // A header may begin among the last bytes, with its descriptor before it.
    const done = ahead.length - 24;
    const part = Buffer.from(ahead.subarray(0, Math.max(0, Math.min(keep - keeps, done))));
    kept.push(part);
    keeps += part.length;
    passed += done;
    await bytes.skip(done);
  }
}

/** The first bytes of a program, unpacked. */
function headOf({ method }: ZipEntry, packed: Buffer): Buffer | undefined {
  if (method === 0) return packed;
  if (method !== 8) return undefined;
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}
