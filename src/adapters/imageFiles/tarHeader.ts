/** Headers and contents of a tar archive are padded to blocks of as many bytes. */
export const blockSize = 512;

/** One header of a tar archive (POSIX.1-1988 ustar, POSIX.1-2001 pax, GNU tar 1.35). */
export interface TarHeader {
  readonly name: string;
  /** Of the content that follows, in bytes. */
  readonly size: number;
  /**
   * - `file`: a plain one
   * - `attributes`: attributes of the next entry (pax)
   * - `longName`, `longLink`: the name of the next entry, and of what it links to (GNU)
   * - `folder`, `symlink`, `hardlink`, `device` have no content whatever their size says, as for docker
   *   (Go 1.25, archive/tar, isHeaderOnlyType)
   * - `other`: global attributes and the like
   */
  readonly kind: EntryKind | 'attributes' | 'longName' | 'longLink' | 'other';
  /** What a link leads to. */
  readonly linkName: string;
  /** Permissions, e.g. 0o755. */
  readonly mode: number;
  /** Of a file with holes (GNU): its length with them, and the map as far as the header has room for it. */
  readonly sparse?: {
    readonly size: number | undefined;
    readonly numbers: readonly number[];
    /** Whether a block follows that tells more. */
    readonly isExtended: boolean;
  };
}

/** What an entry of an archive becomes when it is unpacked. */
export type EntryKind = 'file' | 'folder' | 'symlink' | 'hardlink' | 'device';

/** Reads a block as a header; `end` for the zeros after the last entry, undefined when it is none. */
export function parseTarHeader(block: Buffer): TarHeader | 'end' | undefined {
  if (block.every((byte) => byte === 0)) return 'end';
  if (numberAt(block, 148, 8) !== checksum(block)) return undefined;
  const size = numberAt(block, 124, 12);
  if (size === undefined) return undefined;
  const isUstar = block.toString('latin1', 257, 262) === 'ustar';
  // GNU's magic is "ustar  ": it keeps times where POSIX has the prefix.
  const isPosix = isUstar && block[262] === 0;
  const prefix = isPosix ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  const type = String.fromCharCode(block[156] ?? 0);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    kind: kindOf(type),
    linkName: textAt(block, 157, 100),
    mode: numberAt(block, 100, 8) ?? 0,
    ...(type === 'S' && {
      sparse: {
        size: numberAt(block, 483, 12),
        numbers: sparseNumbers(block, 386, 4),
        isExtended: block[482] === 1,
      },
    }),
  };
}

function kindOf(type: string): TarHeader['kind'] {
  switch (type) {
    case '0':
    case '\0':
    case '7':
    case 'S':
      return 'file';
    case 'x':
      return 'attributes';
    case 'L':
      return 'longName';
    case 'K':
      return 'longLink';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '5':
      return 'folder';
    case '3':
    case '4':
    case '6':
      return 'device';
    default:
      return 'other';
  }
}

/** What attributes say instead of a header. */
export interface TarAttributes {
  path?: string;
  linkName?: string;
  size?: number;
  /** Of a file with holes: its length with them (GNU). */
  sparseSize?: number;
  /** Its map, `0,512,1024,512`; absent where it begins the content. */
  sparseMap?: string;
}

/** Attributes of an entry: records of `<length> <name>=<value>\n`. */
export function parseTarAttributes(content: Buffer): TarAttributes {
  const found: TarAttributes = {};
  const pairs: string[] = [];
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(0x20, at);
    const length =
      space === -1 ? NaN : Number(content.toString('latin1', at, Math.min(space, at + 20)));
    if (!Number.isSafeInteger(length) || length < 5 || at + length > content.length) break;
    const record = nameOf(content.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    const value = record.slice(equals + 1);
    if (record.startsWith('path=')) found.path = value;
    if (record.startsWith('GNU.sparse.name=')) found.path = value;
    if (record.startsWith('linkpath=')) found.linkName = value;
    const isNumber = /^\d{1,15}$/.test(value);
    if (record.startsWith('size=') && isNumber) found.size = Number(value);
    if (/^GNU\.sparse\.(?:real)?size=/.test(record) && isNumber) found.sparseSize = Number(value);
    if (record.startsWith('GNU.sparse.map=')) found.sparseMap = value;
    if (/^GNU\.sparse\.(?:offset|numbytes)=/.test(record)) {
      pairs.push(value);
    }
    at += length;
  }
  if (pairs.length > 0) found.sparseMap = pairs.join();
  return found;
}

/** Numbers of a map, two of each region: places and lengths (GNU tar 1.35, sparse.c). */
export function sparseNumbers(block: Buffer, start: number, count: number): readonly number[] {
  const numbers: number[] = [];
  for (let at = start; at < start + count * 24 && (block[at] ?? 0) !== 0; at += 24) {
    numbers.push(numberAt(block, at, 12) ?? -1, numberAt(block, at + 12, 12) ?? -1);
  }
  return numbers;
}

/** Text up to the first zero. */
function textAt(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return nameOf(field.subarray(0, end === -1 ? length : end));
}

/** Linux takes any bytes for a name: what is no UTF-8 is taken byte by byte, so that two names stay two. */
export function nameOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

/** Octal digits, or, where its first bit is set, a number of 7 more bits and the bytes after it (GNU). */
function numberAt(block: Buffer, start: number, length: number): number | undefined {
  const first = block[start] ?? 0;
  if (first < 0x80) {
    const digits = textAt(block, start, length).trim();
    return /^[0-7]{0,12}$/.test(digits) ? parseInt(digits || '0', 8) : undefined;
  }
  let value = first & 0x7f;
  for (const byte of block.subarray(start + 1, start + length)) {
    value = value * 256 + byte;
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return value;
}

/** The sum of all bytes, those of the sum itself taken for blanks. */
function checksum(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
  for (let at = 156; at < blockSize; at++) sum += block[at] ?? 0;
  return sum;
}
