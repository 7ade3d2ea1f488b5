/** One entry of a tar archive. */
export interface TarredFile {
  readonly name: string;
  readonly body: Buffer | string;
  /** `0` when left out: a plain file. */
  readonly type?: string;
  /** What the header says instead of the body's length. */
  readonly size?: number;
  /** What a link leads to. */
  readonly link?: string;
  /** Permissions; 0o644 when left out. */
  readonly mode?: number;
}

/** Writes a tar archive (POSIX.1-1988 ustar), its end included. */
export function tarOf(files: readonly TarredFile[]): Buffer {
  return Buffer.concat([...files.flatMap(partsOf), Buffer.alloc(1024)]);
}

/** A header alone, with the right checksum. */
export function tarHeader({ name, body, type = '0', size, link, mode }: TarredFile): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(`${(mode ?? 0o644).toString(8).padStart(7, '0')}\0`, 100);
  header.write((size ?? Buffer.byteLength(body)).toString(8).padStart(11, '0'), 124);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(link ?? '', 157, 100);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

function partsOf(file: TarredFile): readonly Buffer[] {
  const body = Buffer.from(file.body);
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
  return [tarHeader(file), body, padding];
}
