/**
 * The files of an image layout, in a folder or in an archive. Names have `/` and are those of the layout;
 * nothing is ever unpacked. Every way in throws what {@link factOf} makes a fact of.
 */
export interface ImageFiles {
  /** Length in bytes; undefined when there is no such file. */
  size(name: string): Promise<number | undefined>;
  /**
   * The whole file; undefined when there is none.
   *
   * @param limit in bytes; a larger file is a failure
   */
  read(name: string, limit: number, signal: AbortSignal): Promise<Buffer | undefined>;
  /** The bytes of a file one after the other, however large it is; undefined when there is none. */
  open(name: string, signal: AbortSignal): Promise<AsyncIterable<Buffer> | undefined>;
}
