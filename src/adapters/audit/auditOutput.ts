import type { Dirent } from 'node:fs';
import { open, readdir, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import { ImageTree } from '../../core/audit/imageTree.ts';
import { judgePlatform } from '../../core/audit/judgePlatform.ts';
import type { Fact } from '../../core/facts.ts';
import type { ImageInspection, PlatformInspection } from '../../core/image/inspection.ts';
import { say } from '../../core/language.ts';
import {
  formatPlatformAll,
  normalizePlatform,
  parsePlatform,
  type Platform,
} from '../../core/platform/platform.ts';
import { platformOfFolder } from '../../core/platform/platformFolder.ts';
import { factOf, ImageFileFailure } from '../imageFiles/imageFileFailure.ts';
import { openSource } from '../imageFiles/openSource.ts';
import { walkTar, type EntryContent, type TarEntry } from '../imageFiles/walkTar.ts';
import { unknown } from '../inspection/imageContents.ts';
import type { AuditedPlatform } from './auditImage.ts';
import { readEntry } from './readEntry.ts';

/** What a build has written instead of an image, audited. */
export interface AuditedOutput {
  /** As of an image, as far as there is anything to say. */
  readonly inspection: ImageInspection;
  readonly platforms: readonly AuditedPlatform[];
}

/** Files of one platform, or of all of them. */
const limits = { entries: 1_000_000 };

/** Takes a file of the output, by its path in it. */
type TakeEntry = (entry: TarEntry, content: EntryContent) => Promise<void>;

/**
 * Audits what `--output type=local` or `type=tar` has written: of several platforms a folder for each, which is called
 * like `linux_arm64` (BuildKit 0.32, exporter/local); of one its files alone.
 *
 * @param place absolute path of a folder or a tar archive
 * @param declared the platform of an output of one, where its folders name none; `undeclared` where it is left out
 * @throws the signal's reason when cancelled
 */
export function auditOutput(
  place: string,
  declared: Platform | undefined,
  signal: AbortSignal,
): Promise<Fact<AuditedOutput>> {
  return factOf(async () => {
    const audited =
      (await auditAs(place, undefined, signal)) ??
      (declared && (await auditAs(place, declared, signal)));
    if (audited !== undefined) return audited;
    const what = say('It is no image, and has no folders like linux_amd64 alone.');
    throw new ImageFileFailure(
      'undeclared',
      say('{0} does not say for which platform it is. {1}', place, what),
    );
  }, signal);
}

/** @returns undefined where folders do not name the platforms, and nobody has declared one */
async function auditAs(
  place: string,
  declared: Platform | undefined,
  signal: AbortSignal,
): Promise<AuditedOutput | undefined> {
  const isFolder = (await stat(place)).isDirectory();
  const walk = (take: TakeEntry) =>
    isFolder ? walkFolder(place, take, signal) : walkArchive(place, take, signal);
  const trees = new Map<string, { readonly tree: ImageTree; bytesRead: number }>();
  const shape = { isSplit: true };
  await walk(async (entry, content) => {
    const [first = '', ...rest] = entry.name.split('/');
    const own = declared === undefined && rest.length > 0 ? platformOfFolder(first) : undefined;
    if (own === undefined && entry.kind !== 'folder') shape.isSplit = declared !== undefined;
    const name = own ?? (declared && formatPlatformAll(normalizePlatform(declared)));
    if (name === undefined) return;
    const inside = own === undefined ? entry.name : rest.join('/');
    const state = trees.get(name) ?? { tree: begun(), bytesRead: 0 };
    trees.set(name, state);
    const counted: EntryContent = {
      async read(length) {
        const bytes = await content.read(length);
        state.bytesRead += bytes.length;
        return bytes;
      },
      skip: (length) => content.skip(length),
    };
    const found = await readEntry({ ...entry, name: inside }, counted);
    if (found) state.tree.add(found);
  });
  if (!shape.isSplit || trees.size === 0) return undefined;
  const platforms = [...trees].map(([name, { tree, bytesRead }]): AuditedPlatform => {
    const entry = entryOf(name);
    const parsed = parsePlatform(name);
    if (!parsed.ok) return { entry, audit: unknown('failed', parsed.problem.message), bytesRead };
    const judged = judgePlatform({ declared: parsed.value, tree, started: [], isWhole: true });
    const value = { declared: name, digest: '', ...judged, layersLeft: 0 };
    return { entry, audit: { known: true, value, asOf: Date.now() }, bytesRead };
  });
  const entries = platforms.map(({ entry }) => entry);
  return { inspection: inspectionOf(place, entries), platforms };
}

function begun(): ImageTree {
  const tree = new ImageTree();
  tree.begin(0);
  return tree;
}

function entryOf(platform: string): PlatformInspection {
  const details = unknown('not-found', say('It was written by a build, which kept no config.'));
  const inEngine = unknown('not-found', say('It is no image.'));
  return { platform, digest: '', mediaType: '', size: 0, annotations: {}, details, inEngine };
}

function inspectionOf(place: string, platforms: readonly PlatformInspection[]): ImageInspection {
  return {
    ...{ reference: place, familiar: path.basename(place), digest: '', mediaType: '', size: 0 },
    origin: { kind: 'layout', path: place, name: '', names: [] },
    ...{ kind: 'index', annotations: {}, platforms, leftOut: 0, attestations: [], oddities: [] },
    asOf: Date.now(),
  };
}

async function walkArchive(file: string, take: TakeEntry, signal: AbortSignal): Promise<void> {
  const { source } = await openSource(file, signal);
  try {
    const visit = (entry: TarEntry, content: EntryContent) =>
      take(entry, content).then(() => {
        signal.throwIfAborted();
        return true;
      });
    await walkTar(source, file, visit, limits);
  } finally {
    await source.close();
  }
}

/** Links are not followed, and nothing is opened but plain files. */
async function walkFolder(root: string, take: TakeEntry, signal: AbortSignal): Promise<void> {
  const left = [''];
  let entries = 0;
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    for (const found of await readdir(path.join(root, folder), { withFileTypes: true })) {
      signal.throwIfAborted();
      if (++entries > limits.entries) {
        throw new ImageFileFailure(
          'malformed',
          say('{0} has more than {1} files.', root, limits.entries),
        );
      }
      const name = folder === '' ? found.name : `${folder}/${found.name}`;
      if (found.isDirectory()) left.push(name);
      await takeFound(path.join(root, name), name, found, take);
    }
  }
}

async function takeFound(file: string, name: string, found: Dirent, take: TakeEntry) {
  const entry = { name, linkName: '', mode: 0, size: 0, offset: 0 };
  if (found.isSymbolicLink()) {
    await take({ ...entry, kind: 'symlink', linkName: await readlink(file) }, noContent);
  } else if (!found.isFile()) {
    await take({ ...entry, kind: found.isDirectory() ? 'folder' : 'device' }, noContent);
  } else {
    const handle = await open(file, 'r');
    try {
      const { size, mode } = await handle.stat();
      let at = 0;
      await take(
        { ...entry, kind: 'file', size, mode },
        {
          async read(length) {
            const wanted = Math.max(0, Math.min(length, size - at));
            const { bytesRead, buffer } = await handle.read(Buffer.alloc(wanted), 0, wanted, at);
            at += bytesRead;
            return buffer.subarray(0, bytesRead);
          },
          skip(length) {
            at += length;
            return Promise.resolve();
          },
        },
      );
    } finally {
      await handle.close();
    }
  }
}

const noContent: EntryContent = {
  read: () => Promise.resolve(Buffer.alloc(0)),
  skip: () => Promise.resolve(),
};
