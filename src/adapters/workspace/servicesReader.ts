import path from 'node:path';
import { bakePlatformWords } from '../../core/project/bakeWords.ts';
import type { ComposeServices } from '../../core/project/composeServices.ts';
import { fileKind } from '../../core/project/fileNames.ts';
import type { File } from './fileAnalyses.ts';

/**
 * How a file that is no Dockerfile is read: a compose file with the variables of the file `.env` beside it,
 * of a bake or project file the platforms; of another YAML file nothing.
 */
export async function servicesReader(
  file: string,
  text: string,
): Promise<Pick<File, 'readServices' | 'beside'>> {
  const kind = fileKind(path.basename(file), text);
  if (kind === 'dockerfile') return {};
  if (kind !== 'compose' && kind !== 'bake' && kind !== 'project-file')
    return { readServices: () => ({ images: [], platforms: [] }) };
  if (kind === 'bake') return { readServices: onlyPlatforms(bakePlatformWords) };
  const files = await import('./projectFiles.ts');
  if (kind === 'project-file') return { readServices: onlyPlatforms(files.projectPlatformWords) };
  const at = path.resolve(file);
  const variables = await files.readEnvironmentFile(path.dirname(at));
  const beside = await files.readComposeBeside(at);
  return {
    readServices: (each) => files.readComposeServices(each, variables, beside),
    ...(beside && { beside: beside.file }),
  };
}

function onlyPlatforms(read: (text: string) => ComposeServices['platforms']) {
  return (text: string): ComposeServices => ({ images: [], platforms: read(text) });
}
