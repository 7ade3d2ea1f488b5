import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { inTurns } from '../registry/inTurns.ts';

/** What a tag named before it was changed, with the bytes, so that the change can be taken back. */
export interface TagRecord {
  readonly id: string;
  /** Canonical name with the tag, e.g. `ghcr.io/team/app:1.0`. */
  readonly reference: string;
  /** In ms since the epoch. */
  readonly at: number;
  /** What it names since. */
  readonly digest: string;
  /** What it named before; absent when there was no such tag. */
  readonly previous?: {
    readonly digest: string;
    readonly mediaType: string;
    /** The bytes in base64. */
    readonly body: string;
  };
}

const folderName = 'tags';

/** How many changes can be taken back: the last ones. */
const mostRecords = 500;

/** What was not finished that long after it was begun, in ms, never will be. */
const abandoned = 3_600_000;

/** Files that are read at the same time: each may hold some MB. */
const atOnce = 8;

/** Node takes no header that is longer, in characters. */
const longestType = 16 * 1024;

/** A manifest has 4.4 MB at most; what is larger, in bytes, was not written by us. */
const largestFile = 10 * 1024 * 1024;

const fileNames = /^\d{13}-[0-9a-f-]{36}\.json$/;
const unfinishedNames = /^(\d{13})-[0-9a-f-]{36}\.json\.unfinished$/;

const schema: z.ZodMiniType<TagRecord & { readonly version: 1 }> = z.object({
  version: z.literal(1),
  id: z.string().check(z.maxLength(100)),
  reference: z.string().check(z.maxLength(4096)),
  at: z.number(),
  digest: z.string().check(z.maxLength(200)),
  previous: z.exactOptional(
    z.object({
      digest: z.string().check(z.maxLength(200)),
      mediaType: z.string().check(z.maxLength(longestType)),
      body: z.string(),
    }),
  ),
});

/**
 * Keeps what a tag names before it is changed. It must be there before the change is made.
 *
 * @param folder as of `stateFolder`
 * @throws when it cannot be written: then nothing may be changed that could not be taken back
 */
export async function keepTagRecord(
  folder: string,
  record: Omit<TagRecord, 'id'>,
): Promise<TagRecord> {
  const records = path.join(folder, folderName);
  const id = `${String(record.at).padStart(13, '0')}-${randomUUID()}`;
  const whole = { ...record, id };
  const file = path.join(records, `${id}.json`);
  const unfinished = `${file}.unfinished`;
  await mkdir(records, { recursive: true, mode: 0o700 });
  try {
    await writeFile(unfinished, JSON.stringify({ version: 1, ...whole }), { mode: 0o600 });
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  await forgetOld(records);
  await sweep(records, record.at);
  return whole;
}

/**
 * The changes of a tag, or of all, the newest first. Files that are damaged are left out. Never rejects.
 *
 * @param reference canonical, with the tag
 */
export async function readTagRecords(
  folder: string,
  reference?: string,
): Promise<readonly TagRecord[]> {
  const records = path.join(folder, folderName);
  const found = new Map<string, TagRecord>();
  const names = await namesIn(records);
  await inTurns(names, atOnce, async (name) => {
    const record = await read(records, name);
    if (record && (reference === undefined || record.reference === reference)) {
      found.set(name, record);
    }
  });
  return names.flatMap((name) => found.get(name) ?? []);
}

/** Forgets a change, which has been taken back or was never made. Never rejects. */
export async function dropTagRecord(folder: string, { id }: TagRecord): Promise<void> {
  const name = `${id}.json`;
  if (!fileNames.test(name)) return;
  await rm(path.join(folder, folderName, name), { force: true }).catch(() => undefined);
}

/** Names of the records, the newest first. */
async function namesIn(records: string): Promise<readonly string[]> {
  const names = await readdir(records).catch(() => []);
  return names
    .filter((name) => fileNames.test(name))
    .sort()
    .reverse();
}

async function forgetOld(records: string): Promise<void> {
  const old = (await namesIn(records)).slice(mostRecords);
  await Promise.all(
    old.map((name) => rm(path.join(records, name), { force: true }).catch(() => undefined)),
  );
}

/** Takes away what programs left that ended while they wrote. @param now in ms since the epoch */
async function sweep(records: string, now: number): Promise<void> {
  const names = await readdir(records).catch(() => []);
  const left = names.filter((name) => {
    const begun = unfinishedNames.exec(name)?.[1];
    return begun !== undefined && Number(begun) < now - abandoned;
  });
  for (const name of left)
    await rm(path.join(records, name), { force: true }).catch(() => undefined);
}

async function read(records: string, name: string): Promise<TagRecord | undefined> {
  const file = path.join(records, name);
  try {
    if ((await stat(file)).size > largestFile) return undefined;
    const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.success) return undefined;
    const { id, reference, at, digest, previous } = parsed.data;
    if (id !== path.basename(name, '.json')) return undefined;
    return { id, reference, at, digest, ...(previous && { previous }) };
  } catch {
    return undefined;
  }
}
