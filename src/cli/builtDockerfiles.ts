import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ListFolder } from '../adapters/workspace/folderLists.ts';
import {
  bakeFileNames,
  composeFileNames,
  fileKind,
  filesReadWith,
} from '../core/project/fileNames.ts';
import type { ReadBake } from './fileProjects.ts';
import { printable } from './terminal.ts';

/** What is read to learn what a file builds. */
export interface BuiltPorts {
  readonly readBake: ReadBake;
  readonly list: ListFolder;
}

/** What a bake or compose file builds. */
export interface BuiltDockerfiles {
  /** Those that are there, once each and sorted, as they are named from the folder of the call. */
  readonly dockerfiles: readonly string[];
  /** Whether its name is one that is looked for where a Dockerfile is judged. */
  readonly isFound: boolean;
}

/** What a file builds; undefined for what is no bake or compose file. Nothing where it could not be read. */
export async function builtDockerfiles(
  file: string,
  text: string,
  { readBake, list }: BuiltPorts,
): Promise<BuiltDockerfiles | undefined> {
  const at = path.resolve(file);
  const [folder, name] = [path.dirname(at), path.basename(at)];
  const kind = fileKind(at.split(path.sep).join('/'), text);
  if (kind !== 'bake' && kind !== 'compose') return undefined;
  const usual: readonly string[] = kind === 'bake' ? bakeFileNames : composeFileNames;
  const paths = kind === 'bake' ? await baked() : await composed();
  const found: string[] = [];
  for (const each of new Set(paths)) {
    if (await isThere(each)) found.push(shown(each));
  }
  return { dockerfiles: found.sort(), isFound: usual.includes(name) };

  async function baked(): Promise<readonly string[]> {
    const entries = await list(folder).catch(() => []);
    const names = filesReadWith(
      name,
      entries.map((entry) => entry.name),
    );
    const { all, grouped } = await readBake(folder, names);
    return (all.length > 0 ? all : grouped).map(({ dockerfile }) => dockerfile);
  }

  async function composed(): Promise<readonly string[]> {
    const { readComposeBuilds } = await import('../adapters/workspace/projectFiles.ts');
    const { declarations } = await readComposeBuilds(text, at, list);
    return declarations.map(({ dockerfile }) => dockerfile);
  }
}

/** Most Dockerfiles that are named in a line. */
const most = 5;

/** `api/Dockerfile and web/Dockerfile`; the first of many, and how many more there are. */
export function dockerfilesText(dockerfiles: readonly string[]): string {
  const more = dockerfiles.length - most;
  const named = dockerfiles.slice(0, most).map(printable);
  const last = more > 0 ? `${more} more` : named.pop();
  return named.length === 0 ? (last ?? '') : `${named.join(', ')} and ${last ?? ''}`;
}

/** A line for each bake or compose file of a check that builds Dockerfiles which the check leaves out. */
export async function leftOutText(
  files: readonly { readonly path: string; readonly text: string }[],
  ports: BuiltPorts,
): Promise<string> {
  const checked = new Set(await Promise.all(files.map((each) => placeOf(each.path))));
  const lines: string[] = [];
  for (const { path: file, text } of files) {
    const { dockerfiles = [] } = (await builtDockerfiles(file, text, ports)) ?? {};
    const places = await Promise.all(dockerfiles.map(placeOf));
    const left = dockerfiles.filter((_, at) => !checked.has(places[at] ?? ''));
    if (left.length === 0) continue;
    const them = left.length === 1 ? 'it' : 'them';
    lines.push(`${printable(file)} builds ${dockerfilesText(left)}: check ${them}, too.\n`);
  }
  return lines.join('');
}

/** One name for each file, however it is written, and whatever case its disk tells apart. */
async function placeOf(file: string): Promise<string> {
  const entry = await stat(file, { bigint: true }).catch(() => undefined);
  // Where files have no numbers, all of a disk would be the same.
  return entry === undefined || entry.ino === 0n ? path.resolve(file) : `${entry.dev}:${entry.ino}`;
}

function shown(absolute: string): string {
  const relative = path.relative('', absolute);
  return relative.startsWith('..') || path.isAbsolute(relative) ? absolute : relative;
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
