import path from 'node:path';
import { builtBases, builtDockerfiles } from '../../core/ci/builtBases.ts';
import type { ComposeServices } from '../../core/project/composeServices.ts';
import { LineIndex } from '../../core/text.ts';
import { dockerfileAt } from './buildPlace.ts';
import { readFileText } from './fileText.ts';
import type { ListFolder } from './folderLists.ts';

/** Most Dockerfiles of a pipeline that are read, and the largest, in bytes. */
const limits = { files: 50, size: 256 * 1024, judged: 1_000_000 };

/** Texts of the Dockerfiles that a pipeline builds, by absolute path. */
export type BuiltDockerfiles = ReadonlyMap<string, string>;

/**
 * Reads the Dockerfiles that a pipeline builds, inside of its repository alone. What cannot be read says nothing.
 *
 * @param file absolute path of the workflow or pipeline
 * @param services what `text` says
 * @param list where it is given, nothing is read that it does not list
 */
export async function readBuiltDockerfiles(
  file: string,
  { pipeline }: ComposeServices,
  text: string,
  list?: ListFolder,
): Promise<BuiltDockerfiles> {
  const texts = new Map<string, string>();
  if (pipeline === undefined) return texts;
  const root = repositoryOf(file);
  const inside = (found: string | undefined) =>
    found?.startsWith(root.endsWith(path.sep) ? root : root + path.sep) === true
      ? found
      : undefined;
  const named = builtDockerfiles(pipeline, text).flatMap(
    ({ context, file: written }) => inside(dockerfileAt(root, context, written)) ?? [],
  );
  for (const each of [...new Set(named)].slice(0, limits.files)) {
    const entries = await list?.(path.dirname(each)).catch(() => []);
    if (entries?.every(({ name }) => name !== path.basename(each)) === true) continue;
    const found = await readFileText(each, limits.size);
    if (found.ok) texts.set(each, found.value);
  }
  return texts;
}

/**
 * Adds to what a pipeline says of images those that its Dockerfiles build upon.
 *
 * @param file absolute path of the workflow or pipeline
 * @param services what `text` says
 */
export function withBuiltBases(
  file: string,
  services: ComposeServices,
  text: string,
  dockerfiles: BuiltDockerfiles,
): ComposeServices {
  if (services.pipeline === undefined || dockerfiles.size === 0) return services;
  const root = repositoryOf(file);
  const lines = new LineIndex(text);
  const seen = new Set<string>();
  let judged = 0;
  const bases = builtDockerfiles(services.pipeline, text).flatMap((built) => {
    const at = dockerfileAt(root, built.context, built.file);
    const dockerfile = at === undefined ? undefined : dockerfiles.get(at);
    if (at === undefined || dockerfile === undefined) return [];
    const name = path.relative(root, at).split(path.sep).join('/');
    // Most runs of a matrix build the same; what is new costs as much as the file is long.
    const key = JSON.stringify([at, built]);
    judged += seen.has(key) ? 0 : dockerfile.length;
    if (seen.has(key) || judged > limits.judged) return [];
    seen.add(key);
    return builtBases(built, { name, text: dockerfile }, lines);
  });
  return bases.length === 0 ? services : { ...services, bases };
}

function repositoryOf(file: string): string {
  const folder = path.dirname(file);
  const isWorkflow =
    path.basename(folder) === 'workflows' && path.basename(path.dirname(folder)) === '.github';
  return isWorkflow ? path.dirname(path.dirname(folder)) : folder;
}
