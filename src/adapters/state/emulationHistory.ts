import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import type { SeenEmulation } from '../../core/build/emulationMemory.ts';

const fileName = 'emulators.json';

/** Machines that are remembered, those that were seen last. */
const mostMachines = 32;

/** A file that is larger was not written by us. In bytes. */
const largestFile = 256 * 1024;

const word = z.string().check(z.maxLength(200));

const schema = z.object({
  version: z.literal(1),
  machines: z
    .array(
      z.object({
        key: z.string().check(z.maxLength(1000)),
        bootId: z.optional(word),
        seenAt: z.number(),
        emulators: z
          .array(z.object({ architecture: word, name: z.optional(word) }))
          .check(z.maxLength(100)),
      }),
    )
    .check(z.maxLength(mostMachines)),
});

type Machines = z.infer<typeof schema>['machines'];

/**
 * What was seen of a machine before; undefined when it was never seen, and when the file cannot be read
 * or is damaged. Never rejects.
 *
 * @param folder as of {@link stateFolder}
 * @param key what tells this machine from others
 */
export async function readSeenEmulation(
  folder: string,
  key: string,
): Promise<SeenEmulation | undefined> {
  const machine = (await readMachines(folder)).find((each) => each.key === key);
  if (machine === undefined) return undefined;
  const { bootId, seenAt, emulators } = machine;
  return { bootId, seenAt, emulators };
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
  const others = (await readMachines(folder)).filter((each) => each.key !== key);
  const machines = [{ key, ...seen }, ...others.toSorted((a, b) => b.seenAt - a.seenAt)];
  const text = JSON.stringify({ version: 1, machines: machines.slice(0, mostMachines) });
  const file = path.join(folder, fileName);
  const unfinished = `${file}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, file);
    return true;
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
    return false;
  }
}

async function readMachines(folder: string): Promise<Machines> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readBounded(path.join(folder, fileName))));
    return parsed.success ? parsed.data.machines : [];
  } catch {
    return [];
  }
}

async function readBounded(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(largestFile), 0, largestFile, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
