import type { AuditedProgram } from '../../core/audit/layerEntry.ts';
import { readExecutable } from '../../core/binary/executable.ts';
import { readHardwareNeeds, tailLength } from '../../core/binary/hardwareNeeds.ts';
import { readLoader } from '../../core/binary/linking.ts';
import type { EntryContent } from '../imageFiles/walkTar.ts';

/**
 * For what a program or library was made; undefined for every other file.
 *
 * @param size of the whole file, in bytes
 * @param content what follows the head; of the last bytes some may be read
 */
export async function readProgram(
  head: Buffer,
  size: number,
  content: EntryContent,
): Promise<AuditedProgram | undefined> {
  const executable = readExecutable(head);
  if (executable === undefined) return undefined;
  const isArm = executable.platforms.some(({ architecture }) => architecture === 'arm');
  const tail = isArm && executable.format === 'elf' ? await readTail(head, size, content) : head;
  const loader = readLoader(head);
  return {
    ...executable,
    ...(loader !== undefined && { loader }),
    needs: readHardwareNeeds(head, tail),
  };
}

/** The last bytes of a file whose first ones were read. */
async function readTail(head: Buffer, size: number, content: EntryContent): Promise<Buffer> {
  const left = size - head.length;
  await content.skip(Math.max(0, left - tailLength));
  return Buffer.concat([head, await content.read(Math.min(left, tailLength))]);
}
