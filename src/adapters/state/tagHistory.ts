import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { inTurns } from '../registry/inTurns.ts';
import { makeFolder } from './makeFolder.ts';
import { sweepUnfinished, writeWhole } from './wholeFile.ts';

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

/** Files that are read at the same time: each may hold some MB. */
const atOnce = 8;

/** Node takes no header that is longer, in characters. */
const longestType = 16 * 1024;

/** A manifest has 4.4 MB at most; what is larger, in bytes, was not written by us. */
const largestFile = 10 * 1024 * 1024;

/** A number by which changes are in the order in which they were made, and what tells two of one ms apart. */
const fileNames = /^(\d{13})-[0-9a-f-]{36}\.json$/;

/** One change as it is written: of several tags that named the same, and went together. */
type KeptChange = TagRecord & { readonly also?: readonly string[] };

/** The tags that go with an image; no deletion has looked at more. */
const mostTags = 1_000;

const schema: z.ZodMiniType<KeptChange & { readonly version: 1 }> = z.object({
  version: z.literal(1),
  id: z.string().check(z.maxLength(100)),
  reference: z.string().check(z.maxLength(4096)),
  also: z.exactOptional(z.array(z.string().check(z.maxLength(4096))).check(z.maxLength(mostTags))),
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
 * Keeps what a tag names before it is changed. It must be there before the change is made. A change of several
 * tags is one, which takes the place of one old change.
 *
 * @param record with `also`, the other tags that name the same and go with it
 * @param folder as of `stateFolder`
 * @throws when it cannot be written: then nothing may be changed that could not be taken back
 */
export async function keepTagRecord(
  folder: string,
  record: Omit<KeptChange, 'id'>,
): Promise<TagRecord> {
  const records = path.join(folder, folderName);
  await makeFolder(records);
  // Usually its time: but the last change is the last one also when the clock was set back since.
  const place = Math.max(record.at, (await newestPlace(records)) + 1);
  const whole = { ...record, id: `${String(place).padStart(13, '0')}-${randomUUID()}` };
  await write(records, whole);
  await forgetOld(records);
  await sweepUnfinished(records);
  return whole;
}

async function newestPlace(records: string): Promise<number> {
  const [newest = ''] = await namesIn(records);
  return Number(fileNames.exec(newest)?.[1] ?? -1);
}

function write(records: string, change: KeptChange): Promise<void> {
  const text = JSON.stringify({ version: 1, ...change });
  return writeWhole(path.join(records, `${change.id}.json`), text);
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
  const found = new Map<string, readonly TagRecord[]>();
  const names = await namesIn(records);
  await inTurns(names, atOnce, async (name) => {
    const change = await read(records, name);
    if (!change) return;
    const { also = [], ...record } = change;
    const tags = [record.reference, ...also];
    const wanted = reference === undefined ? tags : tags.filter((tag) => tag === reference);
    found.set(
      name,
      wanted.map((tag) => ({ ...record, reference: tag })),
    );
  });
  return names.flatMap((name) => found.get(name) ?? []);
}

/** Forgets a change of one tag, which has been taken back. Never rejects. */
export async function dropTagRecord(
  folder: string,
  { id, reference }: Pick<TagRecord, 'id' | 'reference'>,
): Promise<void> {
  const name = `${id}.json`;
  if (!fileNames.test(name)) return;
  const records = path.join(folder, folderName);
  const change = await read(records, name);
  const tags = change ? [change.reference, ...(change.also ?? [])] : [];
  const [first, ...also] = tags.filter((tag) => tag !== reference);
  if (change === undefined || first === undefined) await forgetTagRecord(folder, { id });
  else await write(records, { ...change, reference: first, also }).catch(() => undefined);
}

/** Forgets a change with all of its tags: it was never made. Never rejects. */
export async function forgetTagRecord(
  folder: string,
  { id }: Pick<TagRecord, 'id'>,
): Promise<void> {
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

async function read(records: string, name: string): Promise<KeptChange | undefined> {
  const file = path.join(records, name);
  try {
    if ((await stat(file)).size > largestFile) return undefined;
    const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.success) return undefined;
    const { id, reference, at, digest, previous, also } = parsed.data;
    if (id !== path.basename(name, '.json')) return undefined;
    return { id, reference, at, digest, ...(previous && { previous }), ...(also && { also }) };
  } catch {
    return undefined;
  }
}
