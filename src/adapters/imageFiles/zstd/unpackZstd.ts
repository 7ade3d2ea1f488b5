import { Duplex, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { streamSource, type ByteSource } from '../byteSource.ts';
import { damaged } from './damaged.ts';
import { FrameWindow } from './frameWindow.ts';
import { maxBlock } from './literals.ts';

/** What a frame's header says (RFC 8878, section 3.1.1.1). */
interface Frame {
  /** With the magic number. */
  readonly header: Buffer;
  /** How far blocks reach back, in bytes. */
  readonly window: number;
  readonly hasChecksum: boolean;
}

const [frameMagic, skippableMagic] = [0xfd2fb528, 0x184d2a5];

/** The reference decoder takes no larger one unless it is told to. */
const maxWindow = 2 ** 27;

interface Unpackers {
  readonly createGunzip: unknown;
  /** Node has it from 22.15 on, and its oldest types do not. */
  readonly createZstdDecompress?: () => Duplex;
}

const { createZstdDecompress: native }: Unpackers = zlib;

/**
 * Unpacks zstd (RFC 8878): all frames one after the other, of which Node's own reads the first alone
 * (nodejs/node#64741), without those that are to be skipped. Checksums are not compared: what is unpacked here has
 * a digest.
 */
export function zstdUnpacker(): Duplex {
  const unpackFrame = native ? unpackByNode(native) : unpackHere;
  return Duplex.from((parts: AsyncIterable<Buffer>) => unpackFrames(parts, unpackFrame));
}

type UnpackFrame = (frame: Frame, source: ByteSource) => AsyncIterable<Buffer>;

async function* unpackFrames(
  parts: AsyncIterable<Buffer>,
  unpackFrame: UnpackFrame,
): AsyncGenerator<Buffer> {
  const source = streamSource(parts, 'zstd', () => undefined);
  for (;;) {
    const magic = await source.next(4);
    if (magic.length === 0) return;
    const number = magic.length < 4 ? 0 : magic.readUInt32LE();
    if (number === frameMagic) yield* unpackFrame(await readHeader(magic, source), source);
    else if (number >>> 4 === skippableMagic) {
      const length = (await take(source, 4)).readUInt32LE();
      if (!(await source.skip(length))) throw damaged();
    } else throw damaged();
  }
}

async function take(source: ByteSource, length: number): Promise<Buffer> {
  const bytes = await source.next(length);
  if (bytes.length < length) throw damaged();
  return bytes;
}

async function readHeader(magic: Buffer, source: ByteSource): Promise<Frame> {
  const head = await take(source, 1);
  const [flags = 0] = head;
  const isSingle = (flags & 0x20) !== 0;
  const windowLength = isSingle ? 0 : 1;
  const dictionaryLength = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeLength = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const rest = await take(source, windowLength + dictionaryLength + sizeLength);
  const dictionary = rest.subarray(windowLength, windowLength + dictionaryLength);
  if ((flags & 8) !== 0 || dictionary.some((byte) => byte !== 0)) throw damaged();
  const [packed = 0] = rest;
  const window = isSingle
    ? sizeIn(rest.subarray(dictionaryLength))
    : 2 ** (10 + (packed >> 3)) * (1 + (packed & 7) / 8);
  if (window > maxWindow) throw damaged();
  return { header: Buffer.concat([magic, head, rest]), window, hasChecksum: (flags & 4) !== 0 };
}

function sizeIn(bytes: Buffer): number {
  if (bytes.length === 8) return Number(bytes.readBigUInt64LE());
  return bytes.readUIntLE(0, bytes.length) + (bytes.length === 2 ? 256 : 0);
}

/** A block: 0 as it is, 1 a byte many times, 2 packed (section 3.1.1.2). */
interface Block {
  readonly header: Buffer;
  readonly body: Buffer;
  readonly kind: number;
  /** Unpacked, of those that are not packed. */
  readonly size: number;
}

async function* blocksOf({ hasChecksum }: Frame, source: ByteSource): AsyncGenerator<Block> {
  for (let isLast = false; !isLast;) {
    const header = await take(source, 3);
    const word = header.readUIntLE(0, 3);
    isLast = word % 2 === 1;
    const [kind, size] = [(word >> 1) & 3, word >> 3];
    if (kind === 3 || size > maxBlock) throw damaged();
    yield { header, body: await take(source, kind === 1 ? 1 : size), kind, size };
  }
  if (hasChecksum) await take(source, 4);
}

async function* unpackHere(frame: Frame, source: ByteSource): AsyncGenerator<Buffer> {
  const window = new FrameWindow(frame.window);
  for await (const { kind, size, body } of blocksOf(frame, source)) {
    if (kind === 2) yield window.unpack(body);
    else yield window.take(kind === 0 ? body : Buffer.alloc(size, body));
  }
}

/** The frame without its checksum, so that nothing is left to be read once Node has come to its end. */
function unpackByNode(create: () => Duplex): UnpackFrame {
  return async function* (frame, source) {
    const header = Buffer.from(frame.header);
    header[4] = (header[4] ?? 0) & ~4;
    async function* bytes(): AsyncGenerator<Buffer> {
      yield header;
      for await (const block of blocksOf(frame, source))
        yield Buffer.concat([block.header, block.body]);
    }
    const unpacker = create();
    const packed = Readable.from(bytes(), { objectMode: true, highWaterMark: 1 });
    packed.on('error', (error) => unpacker.destroy(error));
    try {
      for await (const part of packed.pipe(unpacker)) yield part as Buffer;
    } finally {
      packed.destroy();
      unpacker.destroy();
    }
  };
}
