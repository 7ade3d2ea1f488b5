import { createHash } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import type { SeenEmulation } from '../../core/build/emulationMemory.ts';
import { makeFolder } from './makeFolder.ts';
import { sweepUnfinished, writeWhole } from './wholeFile.ts';

/** A file for each machine: two windows that look at different ones take nothing from each other. */
const folderName = 'emulators';

/** Machines that are remembered, those that were seen last. */
const mostMachines = 32;

/** A file that is larger was not written by us. In bytes. */
const largestFile = 256 * 1024;

const fileNames = /^[0-9a-f]{64}\.json$/;

const word = z.string().check(z.maxLength(200));

const schema = z.object({
  version: z.literal(1),
  key: z.string().check(z.maxLength(1000)),
  bootId: z.optional(word),
  seenAt: z.number(),
  emulators: z
    .array(z.object({ architecture: word, name: z.optional(word) }))
    .check(z.maxLength(100)),
});

/**
 * What was seen of a machine before; undefined when it was never seen, and when the file cannot be read
 * or is damaged. Never rejects.
 *
 * @param folder as of `stateFolder`
 * @param key what tells this machine from others
 */
export async function readSeenEmulation(
  folder: string,
  key: string,
): Promise<SeenEmulation | undefined> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readBounded(fileOf(folder, key))));
    if (!parsed.success || parsed.data.key !== key) return undefined;
    const { bootId, seenAt, emulators } = parsed.data;
    return { bootId, seenAt, emulators };
  } catch {
    return undefined;
  }
}

/**
 * Remembers what was seen of a machine. The file is put in its place as a whole. Says whether that was
 * possible; never rejects.
 */
export async function writeSeenEmulation(
  folder: string,
  key: string,
  seen: SeenEmulation,
): Promise<boolean> {
  const file = fileOf(folder, key);
  const machines = path.dirname(file);
  try {
    await makeFolder(machines);
    await writeWhole(file, JSON.stringify({ version: 1, key, ...seen }));
    await forgetOld(machines, path.basename(file));
    await sweepUnfinished(machines);
    // Earlier versions kept all machines in this one.
    await rm(path.join(folder, `${folderName}.json`), { force: true });
    return true;
  } catch {
    return false;
  }
}

function fileOf(folder: string, key: string): string {
  const name = createHash('sha256').update(key).digest('hex');
  return path.join(folder, folderName, `${name}.json`);
}

/** Forgets the machines that were seen longest ago, by the time of their files; never the one just seen. */
async function forgetOld(machines: string, justSeen: string): Promise<void> {
  const names = (await readdir(machines)).filter(
    (name) => fileNames.test(name) && name !== justSeen,
  );
  if (names.length < mostMachines) return;
  const seen = await Promise.all(
    names.map(async (name) => {
      const file = path.join(machines, name);
      // Another window may have forgotten it by now.
      const time = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
      return { file, time };
    }),
  );
  const old = seen.toSorted((a, b) => b.time - a.time).slice(mostMachines - 1);
  await Promise.all(old.map(({ file }) => rm(file, { force: true })));
}

async function readBounded(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(largestFile), 0, largestFile, 0);
    if (bytesRead === largestFile) throw new Error('too large');
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
