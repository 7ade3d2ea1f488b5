import { blockSize } from './tarHeader.ts';
import type { EntryContent } from './walkTar.ts';

/** A file with holes, which an archive keeps without them. */
export interface SparseFile {
  /** With the holes, in bytes. */
  readonly size: number;
  /** What is kept, one after the other: places in the file, in bytes. */
  readonly regions: readonly (readonly [start: number, length: number])[];
}

/** Puts a map together; undefined when it cannot be one. @param kept length of what the archive has, in bytes */
export function sparseFile(
  size: number,
  numbers: readonly number[],
  kept: number,
): SparseFile | undefined {
  const regions: (readonly [number, number])[] = [];
  let [end, left] = [0, kept];
  for (let at = 0; at < numbers.length; at += 2) {
    const [start = -1, length = -1] = [numbers[at], numbers[at + 1]];
    if (!Number.isSafeInteger(start + length)) return undefined;
    if (start < end || length < 0 || start + length > size) return undefined;
    regions.push([start, length]);
    end = start + length;
    left -= length;
  }
  return left < 0 || !Number.isSafeInteger(size) ? undefined : { size, regions };
}

/**
 * The map of version 1.0, which begins the content: lines of digits, the first one tells of how many regions, in whole
 * blocks. Undefined when it is none, or longer than the limit.
 *
 * @param limit in bytes
 */
export async function readSparseMap(
  content: EntryContent,
  limit: number,
): Promise<{ readonly numbers: readonly number[]; readonly length: number } | undefined> {
  const numbers: number[] = [];
  let cut = '';
  for (let length = blockSize; length <= limit; length += blockSize) {
    const block = await content.read(blockSize);
    const lines = (cut + block.toString('latin1')).split('\n');
    cut = lines.pop() ?? '';
    numbers.push(...lines.map((line) => (/^\d{1,15}$/.test(line) ? Number(line) : -1)));
    const [count = 0] = numbers;
    if (block.length < blockSize || count < 0) return undefined;
    if (numbers.length > 2 * count) return { numbers: numbers.slice(1, 1 + 2 * count), length };
  }
  return undefined;
}

/** The content with its holes, which are not read from anywhere. */
export function withHoles({ size, regions }: SparseFile, kept: EntryContent): EntryContent {
  let [at, index] = [0, 0];

  /** What comes next: a hole, or a region, and how much of it is left. */
  function next(): { readonly isHole: boolean; readonly left: number } {
    while (index < regions.length && at >= endOf(regions[index])) index++;
    const start = regions[index]?.[0] ?? size;
    return at < start
      ? { isHole: true, left: start - at }
      : { isHole: false, left: endOf(regions[index]) - at };
  }

  return {
    async read(length) {
      const found: Buffer[] = [];
      for (let wanted = Math.min(length, size - at); wanted > 0;) {
        const { isHole, left } = next();
        const part = Math.min(wanted, left);
        found.push(isHole ? Buffer.alloc(part) : await kept.read(part));
        at += part;
        wanted -= part;
      }
      return Buffer.concat(found);
    },
    async skip(length) {
      let skipped = 0;
      for (let wanted = Math.min(length, size - at); wanted > 0;) {
        const { isHole, left } = next();
        const part = Math.min(wanted, left);
        if (!isHole) skipped += part;
        at += part;
        wanted -= part;
      }
      await kept.skip(skipped);
    },
  };
}

function endOf(region: readonly [start: number, length: number] | undefined): number {
  return region === undefined ? Infinity : region[0] + region[1];
}
