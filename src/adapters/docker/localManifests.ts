import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import type { Platform } from '../../core/platform/platform.ts';
import { dockerDirectory } from './dockerDirectory.ts';

/** A manifest list that `docker manifest create` keeps on this machine. */
export interface LocalList {
  /** Name of its folder, in which docker has written `-` for `:` and `_` for `/` of the list's name. */
  readonly folder: string;
  readonly members: readonly LocalMember[];
  /** How many files in it are not what docker writes. */
  readonly unreadable: number;
}

/** One image of it, as docker has found it once. */
export interface LocalMember {
  /** As it was written, e.g. `127.0.0.1:5001/team/app:1.0-arm64`. */
  readonly reference: string;
  readonly digest: string;
  readonly platform?: Platform;
}

const most = { lists: 500, members: 200 };

/** Largest file that is read, in bytes: the manifest is in it twice. */
const sizeLimit = 10 * 1024 * 1024;

/** docker/cli 28.5, cli/manifest/types: ImageManifest. */
const member = z.object({
  Ref: z.string().check(z.maxLength(4096)),
  Descriptor: z.object({
    digest: z.string().check(z.maxLength(200)),
    platform: z.nullish(
      z.object({
        os: z.string(),
        architecture: z.string(),
        variant: z.optional(z.string()),
        'os.version': z.optional(z.string()),
        'os.features': z.nullish(z.array(z.string())),
      }),
    ),
  }),
});

/**
 * The lists in docker's local store, `manifests` in its folder (docker/cli 28.5, cli/manifest/store), by name.
 * They stay there until they are pushed with `--purge` or removed. Never rejects; no folder is no list.
 */
export async function readLocalLists(
  environment: NodeJS.ProcessEnv,
): Promise<readonly LocalList[]> {
  const store = storeOf(environment);
  const folders = await readdir(store, { withFileTypes: true }).catch(() => []);
  const names = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names
      .sort()
      .slice(0, most.lists)
      .map((name) => readList(store, name)),
  );
}

/** Where docker keeps them. */
export function storeOf(environment: NodeJS.ProcessEnv): string {
  return path.join(dockerDirectory(environment), 'manifests');
}

/**
 * Deletes a list from the local store, as `docker manifest rm` does. What is in registries stays.
 *
 * @param folder as {@link readLocalLists} names it; what leads out of the store is left alone
 * @throws what the file system says
 */
export async function deleteLocalList(
  environment: NodeJS.ProcessEnv,
  folder: string,
): Promise<void> {
  if (folder !== path.basename(folder) || folder === '' || folder.startsWith('.')) return;
  await rm(path.join(storeOf(environment), folder), { recursive: true });
}

async function readList(store: string, folder: string): Promise<LocalList> {
  const files = await readdir(path.join(store, folder)).catch(() => []);
  const read = await Promise.all(
    files
      .sort()
      .slice(0, most.members)
      .map((file) => readMember(path.join(store, folder, file))),
  );
  const members = read.filter((each) => each !== undefined);
  return { folder, members, unreadable: read.length - members.length };
}

async function readMember(file: string): Promise<LocalMember | undefined> {
  try {
    const { size } = await stat(file);
    if (size > sizeLimit) return undefined;
    const parsed = member.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.success) return undefined;
    const { Ref: reference, Descriptor: descriptor } = parsed.data;
    const { digest, platform } = descriptor;
    return { reference, digest, ...(platform && { platform: platformOf(platform) }) };
  } catch {
    return undefined;
  }
}

function platformOf(
  written: NonNullable<z.infer<typeof member>['Descriptor']['platform']>,
): Platform {
  const { os, architecture, variant } = written;
  const [osVersion, osFeatures] = [written['os.version'], written['os.features']];
  return {
    ...{ os, architecture },
    ...(variant !== undefined && { variant }),
    ...(osVersion !== undefined && { osVersion }),
    ...(osFeatures && { osFeatures }),
  };
}
