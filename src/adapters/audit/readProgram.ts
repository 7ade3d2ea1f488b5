import type { AuditedProgram } from '../../core/audit/layerEntry.ts';
import { readExecutable } from '../../core/binary/executable.ts';
import { armAttributes, readHardwareNeeds } from '../../core/binary/hardwareNeeds.ts';
import { readLoader } from '../../core/binary/linking.ts';
import type { EntryContent } from '../imageFiles/walkTar.ts';

/**
 * For what a program or library was made; undefined for every other file.
 *
 * @param size of the whole file, in bytes
 * @param content what follows the head; some of it may be read
 */
export async function readProgram(
  head: Buffer,
  size: number,
  content: EntryContent,
): Promise<AuditedProgram | undefined> {
  const executable = readExecutable(head);
  if (executable === undefined) return undefined;
  const isArm = executable.platforms.some(({ architecture }) => architecture === 'arm');
  const tail =
    isArm && executable.format === 'elf' ? await readAttributes(head, size, content) : head;
  const loader = readLoader(head);
  return {
    ...executable,
    ...(loader !== undefined && { loader }),
    needs: readHardwareNeeds(head, tail),
  };
}

/** Where attributes are looked for: in so many of a file's last bytes. What debuggers read stands behind them. */
const searched = 8 * 1024 ** 2;
/** Read at a time, in bytes. */
const piece = 65_536;
/** Of the piece before, in bytes: attributes are shorter. */
const overlap = 512;

/** The piece of a file with its last attributes of ARM; its last one where there are none. */
async function readAttributes(head: Buffer, size: number, content: EntryContent): Promise<Buffer> {
  let left = size - head.length;
  await content.skip(Math.max(0, left - searched));
  left = Math.min(left, searched);
  let window = head;
  let found: Buffer | undefined;
  while (left > 0) {
    const next = await content.read(Math.min(left, piece));
    if (next.length === 0) break;
    left -= next.length;
    window = Buffer.concat([window.subarray(-overlap), next]);
    if (window.includes(armAttributes, 0, 'latin1')) found = window;
  }
  return found ?? (head.includes(armAttributes, 0, 'latin1') ? head : window);
}
