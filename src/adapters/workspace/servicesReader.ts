import path from 'node:path';
import { bakePlatforms } from '../../core/project/bakePlatforms.ts';
import type { ComposeServices } from '../../core/project/composeServices.ts';
import { fileKind } from '../../core/project/fileNames.ts';
import { imageServices } from '../../core/project/imageServices.ts';
import type { File } from './fileAnalyses.ts';
import type { ListFolder } from './folderLists.ts';

/**
 * How a file that is no Dockerfile is read: a compose file with the variables of the file `.env` beside it,
 * of a bake or project file the platforms, of a file that names images these; of another YAML file nothing.
 *
 * @param list where it is given, nothing else is read that it does not list
 */
export async function servicesReader(
  file: string,
  text: string,
  list?: ListFolder,
): Promise<Pick<File, 'readServices' | 'beside'>> {
  const kind = fileKind(path.resolve(file).split(path.sep).join('/'), text);
  if (kind === 'dockerfile') return {};
  if (kind === 'other' || kind === 'manifest-spec')
    return { readServices: () => ({ images: [], platforms: [] }) };
  if (kind === 'bake') return { readServices: onlyPlatforms((each) => bakePlatforms(each, file)) };
  const files = await import('./projectFiles.ts');
  const at = path.resolve(file);
  if (kind === 'project-file') return { readServices: onlyPlatforms(files.projectPlatformWords) };
  if (kind !== 'compose') {
    const read = (each: string) => imageServices(kind, files.readImageUses(kind, each));
    if (kind !== 'workflow' && kind !== 'gitlab') return { readServices: read };
    const built = await files.readBuiltDockerfiles(at, read(text), text, list);
    return { readServices: (each) => files.withBuiltBases(at, read(each), each, built) };
  }
  const variables = await files.readEnvironmentFile(path.dirname(at), list);
  const beside = await files.readComposeBeside(at, list);
  return {
    readServices: (each) => files.readComposeServices(each, variables, beside),
    ...(beside && { beside: beside.file }),
  };
}

function onlyPlatforms(read: (text: string) => ComposeServices['platforms']) {
  return (text: string): ComposeServices => ({ images: [], platforms: read(text) });
}
