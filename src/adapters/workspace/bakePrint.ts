import { stat } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../../core/language.ts';
import {
  bakeOutputTypes,
  exporterType,
  isPlainFiles,
  writesNothing,
} from '../../core/project/bakeOutputs.ts';
import { buildxPlatforms } from '../../core/project/buildxPlatforms.ts';
import type { BuildDeclaration } from '../../core/project/declaration.ts';
import { succeed, type Result } from '../../core/result.ts';
import { runDocker, type DockerCommand, type DockerFailure } from '../docker/dockerCommand.ts';
import { checkBuildx, toolMessage } from '../docker/dockerProblem.ts';
import { parseBakeOutput, targetPlaces, type PrintedTarget } from './bakeOutput.ts';
import { readFileText } from './fileText.ts';

/**
 * `docker buildx bake --print`: the targets of bake files as buildx understands them. Paths in the answer
 * count from where bake runs, which is never the workspace; they are taken to count from `folder`.
 *
 * @param folder absolute path of the folder with the files
 * @param files names of bake files in it
 * @param outputs what is known of the targets' outputs
 * @param targets what is printed: `*` for all (buildx ≥ 0.21), nothing for the default group
 */
function printBake(
  folder: string,
  files: readonly string[],
  outputs: BakeOutputs,
  targets: readonly string[] = [],
): DockerCommand<readonly BuildDeclaration[]> {
  return {
    args: [
      'buildx',
      'bake',
      ...files.flatMap((file) => ['--file', path.join(folder, file)]),
      '--print',
      // To read an output that is an archive, buildx 0.29 opens it for writing, and so empties it.
      ...(outputs === 'printed' ? [] : ['--set', '*.output=type=cacheonly']),
      ...targets,
    ],
    timeout: 20_000,
    parse: (stdout) => parseBake(stdout, folder, files[0] ?? '', outputs),
  };
}

/** Reads what {@link printBake} prints. */
export function parseBake(
  stdout: string,
  folder: string,
  file: string,
  outputs: BakeOutputs = 'printed',
): Result<readonly BuildDeclaration[]> {
  const read = parseBakeOutput(stdout);
  if (!read.ok) return read;
  return succeed(
    Object.entries(read.value.target ?? {}).flatMap(([name, target]) => {
      const { context, dockerfile } = targetPlaces(target, folder);
      if (context === undefined || dockerfile === undefined) return [];
      const { args, contexts, platforms, tags } = target;
      return [
        {
          kind: 'bake' as const,
          file,
          name,
          dockerfile,
          context,
          platforms: buildxPlatforms(platforms ?? []),
          buildArgs: Object.fromEntries(
            Object.entries(args ?? {}).flatMap(([key, text]) =>
              text === null ? [] : [[key, text]],
            ),
          ),
          contexts: contexts ?? {},
          ...(tags && tags.length > 0 && { tags }),
          ...(target.target !== undefined && { target: target.target }),
          exportsFiles: exportsFiles(target, outputs),
        },
      ];
    }),
  );
}

/** What is known of outputs: what buildx prints, that all in the files are plain files, or nothing. */
type BakeOutputs = 'printed' | 'plain-files' | 'unknown';

async function readOutputs(folder: string, files: readonly string[]): Promise<BakeOutputs> {
  const types: string[] = [];
  for (const file of files) {
    const read = await readFileText(path.join(folder, file));
    const found = read.ok ? bakeOutputTypes(read.value) : undefined;
    if (found === undefined) return 'unknown';
    types.push(...found);
  }
  if (writesNothing(types)) return 'printed';
  return isPlainFiles(types) ? 'plain-files' : 'unknown';
}

/**
 * Whether bake files can be printed as they are: to read an output that is an archive, buildx 0.29 opens it for
 * writing, and so empties it.
 */
export async function isSafelyPrinted(folder: string, files: readonly string[]): Promise<boolean> {
  return (await readOutputs(folder, files)) === 'printed';
}

function exportsFiles({ output, tags }: PrintedTarget, outputs: BakeOutputs): boolean {
  // Who gives a name wants an image.
  if (outputs === 'plain-files') return (tags ?? []).length === 0;
  const types = (output ?? []).map(
    (one) => (typeof one === 'string' ? exporterType(one) : one.type) ?? '',
  );
  return outputs === 'printed' && isPlainFiles(types);
}

/**
 * All targets of the bake files in a folder, those of the default group first and alone where they build
 * the Dockerfile: a target that others only inherit from stands in no group. Empty when docker cannot tell, with the reason.
 */
export async function readBake(
  docker: string,
  folder: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<{
  readonly grouped: readonly BuildDeclaration[];
  readonly all: readonly BuildDeclaration[];
  readonly problem?: string;
}> {
  for (const file of files) {
    // Docker would read a pipe, or a device behind a link, for ever.
    const found = await stat(path.join(folder, file)).catch(() => undefined);
    if (found?.isFile() !== false) continue;
    const problem = say('{0} was not read: {1}', file, say('it is no file.'));
    return { problem, grouped: [], all: [] };
  }
  const outputs = await readOutputs(folder, files);
  const [grouped, all] = await Promise.all([
    runDocker(docker, printBake(folder, files, outputs), signal),
    runDocker(docker, printBake(folder, files, outputs, ['*']), signal),
  ]);
  const problem =
    grouped.ok || all.ok
      ? undefined
      : say(
          '{0} was not read: {1}.',
          files.join(', '),
          await readerReason(docker, grouped.failure, signal),
        );
  return {
    ...(problem !== undefined && { problem }),
    grouped: grouped.ok ? grouped.value : [],
    all: all.ok ? all.value : [],
  };
}

/** A docker without its plugin complains of the first option of the plugin, which helps nobody. */
async function readerReason(
  docker: string,
  failure: DockerFailure,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (failure.kind !== 'exit') return dockerReason(failure);
  const problem = await checkBuildx(docker, signal);
  return problem?.code === 'buildx-missing'
    ? say('docker has no buildx plugin, which reads it')
    : dockerReason(failure);
}

/** Why docker gave no answer, in the middle of a sentence. */
export function dockerReason(failure: DockerFailure): string {
  switch (failure.kind) {
    case 'not-found':
      return say('docker, which reads it, was not found');
    case 'timeout':
      return say('docker did not answer in {0} s', failure.timeout / 1000);
    case 'cancelled':
      return say('it was interrupted');
    case 'output-too-large':
      return say('docker printed more than {0} bytes', failure.limit);
    case 'exit':
      return say('docker says: {0}', toolMessage(failure.stderr));
    default:
      return failure.message;
  }
}
