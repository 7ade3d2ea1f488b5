import type { EntryContent } from '../imageFiles/walkTar.ts';

/** Bytes that are read at a time where nobody knows how many are wanted. */
const piece = 32 * 1024;

/** The content of an entry whose first bytes were read already, and can be looked at before they are taken. */
export class ContentBytes implements EntryContent {
  #ahead: Buffer;
  readonly #content: EntryContent;

  constructor(head: Buffer, content: EntryContent) {
    this.#ahead = head;
    this.#content = content;
  }

  /** At least so many bytes, unless there are fewer; they stay. */
  async peek(length: number): Promise<Buffer> {
    while (this.#ahead.length < length) {
      const more = await this.#content.read(Math.max(piece, length - this.#ahead.length));
      if (more.length === 0) break;
      this.#ahead = Buffer.concat([this.#ahead, more]);
    }
    return this.#ahead;
  }

  async read(length: number): Promise<Buffer> {
    const found = (await this.peek(length)).subarray(0, length);
    this.#ahead = this.#ahead.subarray(found.length);
    return found;
  }

  async skip(length: number): Promise<void> {
    const here = Math.min(length, this.#ahead.length);
    this.#ahead = this.#ahead.subarray(here);
    if (length > here) await this.#content.skip(length - here);
  }
}

/** The next bytes of a content as one of their own. */
export function partOf(content: EntryContent, size: number): EntryContent {
  let left = size;
  const upTo = (length: number) => {
    const wanted = Math.min(length, left);
    left -= wanted;
    return wanted;
  };
  return {
    read: (length) => content.read(upTo(length)),
    skip: (length) => content.skip(upTo(length)),
  };
}
