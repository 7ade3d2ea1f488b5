import type { FileContents, LayerEntry } from '../../core/audit/layerEntry.ts';
import { headerLength } from '../../core/binary/executable.ts';
import { say } from '../../core/language.ts';
import { ImageFileFailure } from '../imageFiles/imageFileFailure.ts';
import type { EntryContent, TarEntry } from '../imageFiles/walkTar.ts';
import { ContentBytes } from './contentBytes.ts';
import { readProgram } from './readProgram.ts';
import { isStaticArchive, readStaticArchive } from './readStaticArchive.ts';
import { isZip, readZip } from './readZip.ts';

/** What hides everything of a folder in the layers below (OCI image specification 1.1, layer.md). */
const opaque = '.wh..wh..opq';
const whiteout = '.wh.';

/** The kernel reads a script's first line so far (BINPRM_BUF_SIZE). */
const scriptLine = 256;

/** What an entry of a layer's archive is to an audit; undefined for what has no name in an image. */
export async function readEntry(
  entry: TarEntry,
  content: EntryContent,
): Promise<LayerEntry | undefined> {
  const named = namedEntry(entry);
  return named?.kind === 'file' ? { ...named, ...(await readContents(entry, content)) } : named;
}

/** What a layer says of an entry before its bytes. */
export type EntryHead = Pick<TarEntry, 'kind' | 'name' | 'linkName' | 'mode'>;

/** What an entry is by its name and kind alone; undefined for what has no name in an image. */
export function namedEntry({ kind, name, linkName, mode }: EntryHead): LayerEntry | undefined {
  const path = cleanPath(name);
  if (path === '') return undefined;
  const slash = path.lastIndexOf('/') + 1;
  const [folder, base] = [path.slice(0, Math.max(0, slash - 1)), path.slice(slash)];
  if (base === opaque) return { kind: 'opaque', path: folder };
  if (base.startsWith(whiteout)) {
    // Others of this prefix are notes of aufs to itself.
    if (base.startsWith(`${whiteout}${whiteout}`)) return undefined;
    return { kind: 'whiteout', path: path.slice(0, slash) + base.slice(whiteout.length) };
  }
  switch (kind) {
    case 'folder':
    case 'device':
      return { kind, path };
    case 'symlink':
      return { kind, path, target: linkName };
    case 'hardlink':
      return { kind, path, target: cleanPath(linkName) };
    case 'file':
      return { kind, path, isExecutable: (mode & 0o111) !== 0 };
  }
}

/** Linux takes no longer ones (PATH_MAX), in bytes. */
const longestPath = 4096;

/**
 * Without `/` at its ends, `//`, `.` and `..`, which leads nowhere above the root of the image, as for containerd
 * (filepath.Clean).
 *
 * @throws ImageFileFailure when no system takes so long a name
 */
function cleanPath(name: string): string {
  if (name.length > longestPath) {
    const message = say(
      'It has a file whose name is longer than {0} bytes, which no Linux takes.',
      longestPath,
    );
    throw new ImageFileFailure('malformed', message);
  }
  if (!/^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/.test(name)) return name;
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** What the bytes of a file say. */
export async function readContents(
  { name, size, mode }: Pick<TarEntry, 'name' | 'size' | 'mode'>,
  content: EntryContent,
): Promise<FileContents> {
  const isExecutable = (mode & 0o111) !== 0;
  const head = await content.read(Math.min(size, headerLength));
  if (head[0] === 0x23 && head[1] === 0x21) {
    // A carriage return belongs to the name of the interpreter, which then is not there: as for the kernel.
    const [line = ''] = head.toString('latin1', 2, scriptLine).split(/[\n\0]/, 1);
    return { isExecutable, interpreter: line.replace(/[ \t]{1,256}$/, '') };
  }
  if (isZip(name, head)) {
    const contained = await readZip(new ContentBytes(head, content));
    return { isExecutable, ...(contained.length > 0 && { contained }) };
  }
  const program = isStaticArchive(head)
    ? await readStaticArchive(new ContentBytes(head, content))
    : await readProgram(head, size, content);
  return { isExecutable, ...(program && { program }) };
}
