import path from 'node:path';
import { workflowAsks } from '../../core/ci/workflowAsks.ts';
import type { AskedPlatforms } from '../../core/project/askedPlatforms.ts';
import { dockerfileAt } from './buildPlace.ts';
import { readFileText } from './fileText.ts';
import { listFolder, type ListFolder } from './folderLists.ts';
import { readImageUses } from './imageUses.ts';

/** Most workflows of a repository that are read, and the largest, in bytes. */
const limits = { files: 200, size: 256 * 1024 };

/**
 * What the workflows of a repository ask for, by the absolute path of the Dockerfile. What cannot be read says
 * nothing.
 *
 * @param root absolute path of the repository
 * @param list what it does not list is not read
 */
export async function readWorkflowBuilds(
  root: string,
  list: ListFolder = listFolder,
): Promise<ReadonlyMap<string, readonly AskedPlatforms[]>> {
  const asks = new Map<string, AskedPlatforms[]>();
  const folder = path.join(root, '.github', 'workflows');
  const entries = await list(folder).catch(() => []);
  const names = entries.map(({ name }) => name).sort();
  for (const name of names.filter((each) => /\.ya?ml$/i.test(each)).slice(0, limits.files)) {
    const read = await readFileText(path.join(folder, name), limits.size);
    // Most workflows build no image, and the parser takes its time.
    if (!read.ok || !read.value.includes('docker/build-push-action')) continue;
    const text = read.value;
    const { pipeline } = readImageUses('workflow', text);
    if (pipeline === undefined) continue;
    for (const { file, context, ...asked } of workflowAsks(
      pipeline,
      text,
      `.github/workflows/${name}`,
    )) {
      const dockerfile = dockerfileAt(root, context, file);
      if (dockerfile === undefined) continue;
      const known = asks.get(dockerfile);
      if (known === undefined) asks.set(dockerfile, [asked]);
      else known.push(asked);
    }
  }
  return asks;
}
