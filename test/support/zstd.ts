/** Most bytes of one block (RFC 8878, section 3.1.1.2.3). */
const blockLimit = 128 * 1024;

/** Packs bytes as a frame of zstd (RFC 8878) that stores them as they are: no Node 20 can make another. */
export function zstdOf(content: Buffer): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(content.length, 5);
  const parts: Buffer[] = [head];
  for (let at = 0; at === 0 || at < content.length; at += blockLimit) {
    const block = content.subarray(at, at + blockLimit);
    const isLast = at + blockLimit >= content.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE(block.length * 8 + Number(isLast), 0, 3);
    parts.push(header, block);
  }
  return Buffer.concat(parts);
}
