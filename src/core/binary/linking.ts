import { readElfSegments } from './elfSegments.ts';

/** Bytes of a program's beginning that hold its program headers, as linkers lay them out. */
export const linkingBytes = 4096;

const interpreterSegment = 3;

/**
 * Whether an ELF program needs a loader (a segment PT_INTERP, System V ABI, chapter 5), told from its
 * first bytes. `unknown` for what is no ELF program and for headers beyond these bytes.
 */
export function readLinking(bytes: Uint8Array): 'static' | 'dynamic' | 'unknown' {
  const segments = readElfSegments(bytes)?.segments;
  if (segments === undefined) return 'unknown';
  return segments.some(({ type }) => type === interpreterSegment) ? 'dynamic' : 'static';
}

/**
 * The loader that an ELF program asks for, e.g. `/lib/ld-musl-aarch64.so.1`; undefined when it needs none, and
 * when its name lies beyond these bytes.
 */
export function readLoader(bytes: Uint8Array): string | undefined {
  const segment = readElfSegments(bytes)?.segments?.find(({ type }) => type === interpreterSegment);
  if (segment === undefined) return undefined;
  const { offset, size } = segment;
  if (size === 0 || size > 4096 || offset + size > bytes.length) return undefined;
  const name = String.fromCharCode(...bytes.subarray(offset, offset + size));
  const end = name.indexOf('\0');
  return end === -1 ? name : name.slice(0, end);
}
