/** Bytes of a program's beginning that hold its program headers, as linkers lay them out. */
export const linkingBytes = 4096;

const interpreterSegment = 3;

/**
 * Whether an ELF program needs a loader (a segment PT_INTERP, System V ABI, chapter 5), told from its
 * first bytes. `unknown` for what is no ELF program and for headers beyond these bytes.
 */
export function readLinking(bytes: Uint8Array): 'static' | 'dynamic' | 'unknown' {
  const isElf = [0x7f, 0x45, 0x4c, 0x46].every((byte, at) => bytes[at] === byte);
  if (!isElf || bytes.length < 64) return 'unknown';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWide = bytes[4] === 2;
  const little = bytes[5] === 1;
  const start = isWide ? Number(view.getBigUint64(32, little)) : view.getUint32(28, little);
  const size = view.getUint16(isWide ? 54 : 42, little);
  const count = view.getUint16(isWide ? 56 : 44, little);
  if (size < 4 || start + size * count > bytes.length) return 'unknown';
  for (let at = start, left = count; left > 0; at += size, left -= 1) {
    if (view.getUint32(at, little) === interpreterSegment) return 'dynamic';
  }
  return 'static';
}
