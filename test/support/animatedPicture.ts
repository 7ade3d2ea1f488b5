import { crc32 } from 'node:zlib';

/** One picture of an animation. */
export interface Frame {
  /** A PNG; all frames have the same size and the same kind of pixels. */
  readonly png: Buffer;
  /** How long it is seen, in ms. */
  readonly time: number;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Joins pictures to an animated PNG that begins anew at its end (PNG, third edition, 11.3.6): their pixels stay as they
 * are, only the chunks around them change.
 */
export function animatedPicture(frames: readonly Frame[]): Buffer {
  const parts = frames.map(({ png }) => chunksOf(png));
  const header = parts[0]?.find(({ type }) => type === 'IHDR')?.body;
  if (header === undefined) throw new Error('An animation needs a picture.');
  let sequence = 0;
  const numbered = (...bodies: readonly Buffer[]) => Buffer.concat([number(sequence++), ...bodies]);
  const body = parts.flatMap((chunks, at) => {
    const own = chunks.find(({ type }) => type === 'IHDR')?.body;
    if (!own?.equals(header)) throw new Error(`Picture ${at} is of another size or kind.`);
    const control = Buffer.alloc(18);
    header.copy(control, 0, 0, 8);
    control.writeUInt16BE(frames[at]?.time ?? 0, 16);
    const pixels = chunks.filter(({ type }) => type === 'IDAT');
    return [
      // The second half of the delay is what the first is divided by; nothing is blended.
      chunk('fcTL', numbered(control, Buffer.from([0x03, 0xe8, 0, 0]))),
      ...pixels.map((each) =>
        at === 0 ? chunk('IDAT', each.body) : chunk('fdAT', numbered(each.body)),
      ),
    ];
  });
  const count = chunk('acTL', Buffer.concat([number(frames.length), number(0)]));
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([signature, chunk('IHDR', header), count, ...body, end]);
}

/** The chunks of a PNG, in order. */
export function chunksOf(png: Buffer): { readonly type: string; readonly body: Buffer }[] {
  const chunks: { type: string; body: Buffer }[] = [];
  for (let at = signature.length; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      body: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  return Buffer.concat([number(body.length), named, number(crc32(named))]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
