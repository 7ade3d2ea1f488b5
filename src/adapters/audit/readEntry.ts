import type { AuditedProgram, FileContents, LayerEntry } from '../../core/audit/layerEntry.ts';
import { headerLength, readExecutable } from '../../core/binary/executable.ts';
import { readHardwareNeeds, tailLength } from '../../core/binary/hardwareNeeds.ts';
import { readLoader } from '../../core/binary/linking.ts';
import { ImageFileFailure } from '../imageFiles/imageFileFailure.ts';
import type { EntryContent, TarEntry } from '../imageFiles/walkTar.ts';

/** What hides everything of a folder in the layers below (OCI image specification 1.1, layer.md). */
const opaque = '.wh..wh..opq';
const whiteout = '.wh.';

/** The kernel reads a script's first line so far (BINPRM_BUF_SIZE). */
const scriptLine = 256;

/** What an entry of a layer's archive is to an audit; undefined for what has no name in an image. */
export async function readEntry(
  { kind, name, linkName, mode, size }: TarEntry,
  content: EntryContent,
): Promise<LayerEntry | undefined> {
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
      return { kind, path, ...(await readContents(size, (mode & 0o111) !== 0, content)) };
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
    const message = `It has a file whose name is longer than ${longestPath} bytes, which no Linux takes.`;
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

async function readContents(
  size: number,
  isExecutable: boolean,
  content: EntryContent,
): Promise<FileContents> {
  const head = await content.read(Math.min(size, headerLength));
  if (head[0] === 0x23 && head[1] === 0x21) {
    // A carriage return belongs to the name of the interpreter, which then is not there: as for the kernel.
    const [line = ''] = head.toString('latin1', 2, scriptLine).split(/[\n\0]/, 1);
    return { isExecutable, interpreter: line.replace(/[ \t]{1,256}$/, '') };
  }
  const executable = readExecutable(head);
  if (executable === undefined) return { isExecutable };
  const isArm = executable.platforms.some(({ architecture }) => architecture === 'arm');
  const tail = isArm && executable.format === 'elf' ? await readTail(head, size, content) : head;
  const loader = readLoader(head);
  const program: AuditedProgram = {
    ...executable,
    ...(loader !== undefined && { loader }),
    needs: readHardwareNeeds(head, tail),
  };
  return { isExecutable, program };
}

/** The last bytes of a file whose first ones were read. */
async function readTail(head: Buffer, size: number, content: EntryContent): Promise<Buffer> {
  const left = size - head.length;
  await content.skip(Math.max(0, left - tailLength));
  return Buffer.concat([head, await content.read(Math.min(left, tailLength))]);
}
