import path from 'node:path';
import {
  besidePlain,
  familyOf,
  folderPlatform,
  type DockerfileFamily,
} from '../../core/project/families.ts';
import type { DeclaredTargets } from '../../core/project/targets.ts';
import type { ListFolder } from './folderLists.ts';

/** Most folders that are looked into for a family's files, and how far above a Dockerfile they may stand. */
const familyLimits = { folders: 16, above: 3 };

/** A folder, and the names of what is in it. */
interface FolderNames {
  readonly directory: string;
  readonly names: ReadonlySet<string>;
}

/**
 * What the name of a Dockerfile says, or that of a folder above it, where there are others for other platforms; or where
 * the same name without an architecture stands beside it.
 *
 * @param around the folder of the Dockerfile, the one above it, and so on
 * @param list what it does not list is not there
 */
export async function familyTargets(
  dockerfile: string,
  around: readonly FolderNames[],
  list: ListFolder,
): Promise<DeclaredTargets | undefined> {
  const name = path.basename(dockerfile);
  const beside = around[0]?.names ?? new Set();
  const own = declaredByName(name, familyOf(name, [...beside]));
  if (own !== undefined) return own;
  for (const [at, { directory }] of around.slice(0, familyLimits.above).entries()) {
    const folder = path.basename(directory);
    const above = around[at + 1];
    if (above === undefined || folderPlatform(folder) === undefined) continue;
    const inside = path.relative(directory, dockerfile).split(path.sep).join('/');
    const files = await sameFileIn(above, inside, list);
    // Whatever folders stand between, these files differ in nothing else.
    const found = declaredByName(`${folder}/${name}`, familyOf(`${folder}/${name}`, files), inside);
    if (found !== undefined) return found;
  }
  const lone = besidePlain(name, beside);
  return lone && { platforms: [lone.platform], source: { kind: 'family', others: [lone.plain] } };
}

/** @param inside where the file stands in the folder that names the architecture */
function declaredByName(
  file: string,
  family: DockerfileFamily | undefined,
  inside?: string,
): DeclaredTargets | undefined {
  const platform = family?.members.find((member) => member.file === file)?.platform;
  if (family === undefined || platform === undefined) return undefined;
  const others = family.members
    .map((member) => member.file)
    .filter((other) => other !== file)
    .map((other) => (inside === undefined ? other : `${other.split('/', 1).join('')}/${inside}`));
  return { platforms: [platform], source: { kind: 'family', others } };
}

/** The folders named after architectures in which a file stands, each with the last part of its path. */
async function sameFileIn(
  { directory, names }: FolderNames,
  inside: string,
  list: ListFolder,
): Promise<string[]> {
  const folders = [...names].filter((each) => folderPlatform(each) !== undefined);
  const name = path.basename(inside);
  const found = await Promise.all(
    folders.slice(0, familyLimits.folders).map(async (each) => {
      const place = path.join(directory, each, path.dirname(inside));
      const entries = await list(place).catch(() => []);
      return entries.some((entry) => entry.name === name) ? [`${each}/${name}`] : [];
    }),
  );
  return found.flat();
}
