import path from 'node:path';
import { fileKind } from '../core/project/fileNames.ts';
import type { File } from './checkFiles.ts';

/** How a compose file is read, with the variables of the file `.env` beside it; nothing for a Dockerfile. */
export async function composeReader(
  file: string,
  text: string,
): Promise<Pick<File, 'readServices'>> {
  if (fileKind(path.basename(file), text) !== 'compose') return {};
  const { readComposeServices, readEnvironmentFile } =
    await import('../adapters/workspace/projectFiles.ts');
  const variables = await readEnvironmentFile(path.dirname(path.resolve(file)));
  return { readServices: (each) => readComposeServices(each, variables) };
}
