import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import type { ImageSource } from '../../core/facts.ts';
import { isFresh } from '../../core/freshness.ts';
import { parseDigest } from '../../core/image/digest.ts';
import { makeFolder } from '../state/makeFolder.ts';
import { hasDigest } from './contentDigest.ts';
import { pruneFolder } from './pruneFolder.ts';

/** Bytes that a registry has sent: a manifest, or an image config. */
export interface KeptContent {
  readonly body: Buffer;
  /** Header of the answer, as it was. */
  readonly contentType?: string | undefined;
}

/** What a reference named when a registry was asked. */
export interface KeptFinding {
  readonly digest: string;
  readonly source: ImageSource;
  /** When it was seen, in ms since the epoch. */
  readonly asOf: number;
}

/**
 * What registries have told, in a folder that several programs use at the same time. Nothing is ever
 * half there: an entry is put in its place as a whole, and one that is damaged counts as absent and
 * goes. What the disk refuses to take or to give is as if it had never been there.
 */
export interface DiskCache {
  /** Bytes of a digest, which they are verified to have. */
  readContent(digest: string): Promise<KeptContent | undefined>;
  /** Begins to keep it, for nobody to wait for; {@link settled} tells when it is done. */
  keepContent(digest: string, content: KeptContent): void;
  /** What a canonical reference named when it was last seen, however long ago. */
  readFinding(reference: string): Promise<KeptFinding | undefined>;
  keepFinding(reference: string, finding: KeptFinding): void;
  /** Resolves when all that was given so far is on the disk. */
  settled(): Promise<void>;
}

/** The whole folder's largest size in bytes, unless told otherwise. */
const defaultLimit = 64 * 1024 * 1024;

/** After as many writes the folder's size is looked at again. */
const writesBetweenPrunes = 200;

/** An entry that is read is marked as used, but not more often than this, in ms. */
const touchInterval = 24 * 60 * 60_000;

const contentHeader = z.object({ contentType: z.optional(z.string()) });

const findingHeader = z.object({
  reference: z.string(),
  digest: z.string(),
  asOf: z.number(),
  source: z.object({
    registry: z.string(),
    mirror: z.optional(z.string()),
    credential: z.optional(z.string()),
  }),
});

/** A cache that keeps nothing. */
export const noDiskCache: DiskCache = {
  readContent: () => Promise.resolve(undefined),
  keepContent: () => undefined,
  readFinding: () => Promise.resolve(undefined),
  keepFinding: () => undefined,
  settled: () => Promise.resolve(),
};

/**
 * Opens a cache. The folder is made when something is kept for the first time.
 *
 * @param limit bytes on the disk; what was used longest ago goes first
 */
export function createDiskCache(folder: string, limit: number = defaultLimit): DiskCache {
  // One after the other: the disk must not take turns away from the network.
  let last = Promise.resolve();
  let folderMade: Promise<unknown> | undefined;
  let writes = 0;

  async function read(name: string): Promise<Entry | undefined> {
    const file = path.join(folder, name);
    try {
      const entry = decodeEntry(await readFile(file));
      if (entry) void markUsed(file).catch(() => undefined);
      else await rm(file, { force: true });
      return entry;
    } catch {
      return undefined;
    }
  }

  function keep(name: string, entry: Entry): void {
    last = last.then(() => write(name, entry));
  }

  async function write(name: string, entry: Entry): Promise<void> {
    const temporary = path.join(folder, `${randomUUID()}.part`);
    try {
      await (folderMade ??= makeFolder(folder));
      await writeFile(temporary, encodeEntry(entry), { mode: 0o600, flag: 'wx' });
      await rename(temporary, path.join(folder, name));
      if (writes++ % writesBetweenPrunes === 0) await pruneFolder(folder, limit);
    } catch {
      // The user may have deleted the folder: it is made anew next time.
      folderMade = undefined;
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  return {
    async readContent(digest) {
      const name = contentName(digest);
      const entry = name === undefined ? undefined : await read(name);
      const header = contentHeader.safeParse(entry?.header);
      if (!entry || !header.success || !hasDigest(entry.body, digest)) return undefined;
      return { body: entry.body, contentType: header.data.contentType };
    },
    keepContent(digest, { body, contentType }) {
      const name = contentName(digest);
      if (name !== undefined) keep(name, { header: { contentType }, body });
    },
    async readFinding(reference) {
      const entry = await read(findingName(reference));
      const header = findingHeader.safeParse(entry?.header);
      if (!header.success || header.data.reference !== reference) return undefined;
      const { digest, asOf, source } = header.data;
      return { digest, asOf, source: withoutAbsent(source) };
    },
    keepFinding(reference, finding) {
      const header = { reference, ...finding };
      keep(findingName(reference), { header, body: Buffer.alloc(0) });
    },
    settled: () => last,
  };
}

/** One file: the sha256 of all that follows, a line of JSON, then bytes as they are. */
interface Entry {
  readonly header: unknown;
  readonly body: Buffer;
}

function encodeEntry({ header, body }: Entry): Buffer {
  const rest = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
  return Buffer.concat([Buffer.from(`${checksum(rest)}\n`), rest]);
}

function decodeEntry(file: Buffer): Entry | undefined {
  const start = 65;
  const rest = file.subarray(start);
  if (file.toString('latin1', 0, start) !== `${checksum(rest)}\n`) return undefined;
  const end = rest.indexOf('\n');
  return { header: JSON.parse(rest.toString('utf8', 0, end)), body: rest.subarray(end + 1) };
}

function checksum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function contentName(digest: string): string | undefined {
  return parseDigest(digest).ok ? digest.replace(':', '-') : undefined;
}

function findingName(reference: string): string {
  return `reference-${checksum(Buffer.from(reference))}`;
}

async function markUsed(file: string): Promise<void> {
  const now = Date.now();
  const { mtimeMs } = await stat(file);
  if (!isFresh(mtimeMs, touchInterval, now)) await utimes(file, now / 1000, now / 1000);
}

function withoutAbsent({
  registry,
  mirror,
  credential,
}: z.infer<typeof findingHeader>['source']): ImageSource {
  return {
    registry,
    ...(mirror !== undefined && { mirror }),
    ...(credential !== undefined && { credential }),
  };
}
