import type { AuditedProgram } from '../../core/audit/layerEntry.ts';
import { readObject } from '../../core/binary/executable.ts';
import type { ContentBytes } from './contentBytes.ts';

/** How an archive of object files begins (ar(5), as System V and BSD write it). */
const magic = '!<arch>\n';

/** Objects that are looked at: all of an archive are made by one compiler. */
const maxObjects = 16;
/** Members in all, beside lists of symbols and texts. */
const maxMembers = 64;
/** Of a member, in bytes: its header, behind a long name. */
const memberHead = 1024;

/** Whether a file that begins so is a static archive. */
export function isStaticArchive(head: Buffer): boolean {
  return head.toString('latin1', 0, magic.length) === magic;
}

/** For what the first objects of a static archive were made; undefined where it has none that tells. */
export async function readStaticArchive(bytes: ContentBytes): Promise<AuditedProgram | undefined> {
  await bytes.skip(magic.length);
  const platforms = new Map<string, AuditedProgram['platforms'][number]>();
  let objects = 0;
  for (let members = 0; members < maxMembers && objects < maxObjects; members++) {
    const header = (await bytes.read(60)).toString('latin1');
    const size = /^\d{1,10} *$/.test(header.slice(48, 58))
      ? parseInt(header.slice(48, 58), 10)
      : NaN;
    if (!header.endsWith('`\n') || Number.isNaN(size)) break;
    // BSD writes a long name in front of the content.
    const [, name = '0'] = /^#1\/(\d{1,3}) /.exec(header) ?? [];
    const head = await bytes.read(Math.min(size, memberHead));
    const platform = readObject(head.subarray(Number(name)));
    if (platform !== undefined) {
      objects++;
      platforms.set(`${platform.os}/${platform.architecture}`, platform);
    }
    await bytes.skip(size - head.length + (size % 2));
  }
  if (platforms.size === 0) return undefined;
  return { format: 'ar', kind: 'library', platforms: [...platforms.values()], needs: {} };
}
