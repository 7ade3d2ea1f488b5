import path from 'node:path';
import { composeFileNames, composeOverrideNames } from '../../core/project/fileNames.ts';
import type { ComposeBeside } from './composeServices.ts';
import { readFileText } from './fileText.ts';
import { listFolder, type ListFolder } from './folderLists.ts';

/**
 * The file that `docker compose` reads together with a compose file of one of its own names: the override
 * beside it, or of an override the file below it (compose-go 2.13, cli/options.go). Undefined without one.
 *
 * @param file absolute path of a compose file
 * @param list what it does not list is not read
 */
export async function readComposeBeside(
  file: string,
  list: ListFolder = listFolder,
): Promise<(ComposeBeside & { readonly file: string }) | undefined> {
  const folder = path.dirname(file);
  const entries = await list(folder).catch(() => []);
  const names = entries.map(({ name }) => name);
  const base = composeFileNames.find((name) => names.includes(name));
  const override = composeOverrideNames.find((name) => names.includes(name));
  const own = path.basename(file);
  if (base === undefined || override === undefined) return undefined;
  if (own !== base && own !== override) return undefined;
  const other = own === base ? override : base;
  const read = await readFileText(path.join(folder, other));
  const isOverride = own === base;
  if (read.ok) return { file: other, text: read.value, isOverride };
  return { file: other, text: '', isOverride, problem: read.problem.message };
}
