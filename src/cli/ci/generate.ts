import { access, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ciImage } from '../../core/ci/generate/ciImage.ts';
import type {
  CiCache,
  CiImage,
  CiPlan,
  CiProvider,
  CiStrategy,
} from '../../core/ci/generate/ciPlan.ts';
import { generateCi } from '../../core/ci/generate/generateCi.ts';
import { replaceFile } from '../fixFiles.ts';
import { writeNewFile } from '../newFile.ts';
import { readOneBuild } from '../oneBuild.ts';
import { parseCall, readBuildArgs, readGivenPlatforms } from '../options.ts';
import {
  CommandError,
  UsageError,
  exitCode,
  printable,
  type ExitCode,
  type Terminal,
} from '../terminal.ts';
import { changedLines } from './changedLines.ts';

const providers: readonly CiProvider[] = ['github', 'gitlab'];
const strategies: readonly CiStrategy[] = ['native', 'qemu'];
const caches: readonly CiCache[] = ['gha', 'registry', 'none'];

/** `multiarch ci generate [Dockerfile…]`: writes a workflow or a pipeline that builds them for their platforms. */
export async function generatePipeline(
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { values, positionals } = parseCall(args, {
    provider: { type: 'string' },
    strategy: { type: 'string' },
    image: { type: 'string', multiple: true },
    platform: { type: 'string', multiple: true },
    target: { type: 'string' },
    'build-arg': { type: 'string', multiple: true },
    cache: { type: 'string' },
    branch: { type: 'string' },
    output: { type: 'string', short: 'o' },
    force: { type: 'boolean' },
    offline: { type: 'boolean' },
  });
  const provider = oneOf(providers, '--provider', values.provider ?? 'github');
  const strategy = oneOf(strategies, '--strategy', values.strategy ?? 'native');
  const cache = oneOf(
    caches,
    '--cache',
    values.cache ?? (provider === 'github' ? 'gha' : 'registry'),
  );
  if (provider === 'gitlab' && cache === 'gha') {
    throw new UsageError('--cache gha is a cache of GitHub: use registry or none.');
  }
  if (values.output === '') throw new UsageError('--output is the name of a file.');
  if (values.branch === '') throw new UsageError('--branch is the name of a branch.');
  const given = {
    platforms: readGivenPlatforms(values.platform),
    target: values.target,
    buildArgs: readBuildArgs(values['build-arg'], process.env),
    contexts: {},
  };
  const files = positionals.length > 0 ? positionals : ['Dockerfile'];
  const names = values.image ?? [];
  if (names.length !== files.length && !(names.length === 0 && files.length === 1)) {
    throw new UsageError(
      `Give --image once for each Dockerfile, in the same order: there are ${files.length}, and ${names.length} images.`,
    );
  }
  const images: CiImage[] = [];
  for (const [index, file] of files.entries()) {
    const build = await readOneBuild(file, given, values.offline === true, terminal.signal);
    const root = await repositoryOf(file);
    const { target, targets, buildArgs } = build.options;
    const image = ciImage(provider, {
      image: names[index],
      dockerfile: within(root, file),
      context: within(root, build.context ?? path.dirname(file)),
      ...(target !== undefined && { target }),
      buildArgs,
      platforms: targets,
    });
    if (!image.ok) throw new UsageError(image.problem.message);
    images.push(image.value);
    const { unknownBuildArgs, contexts } = build.options;
    const leftOut = [
      ...Object.keys(unknownBuildArgs?.named ?? {}).map(
        (name) => `the value of the build argument ${name} is not known here: it is left out.`,
      ),
      ...Object.keys(contexts).map(
        (name) =>
          `the named build context ${name} of ${file} is left out: write it into the ${provider === 'github' ? 'steps that build, as build-contexts' : 'commands that build, as --build-context'}.`,
      ),
    ];
    for (const line of leftOut) terminal.writeError(`multiarch ci: ${printable(line)}\n`);
  }
  const plan: CiPlan = { provider, strategy, cache, branch: values.branch ?? 'main', images };
  const text = generateCi(plan);
  if (values.output === undefined) {
    terminal.write(text);
    return exitCode.done;
  }
  return writeTo(values.output, text, values.force === true, terminal);
}

function oneOf<T extends string>(words: readonly T[], option: string, word: string): T {
  const found = words.find((each) => each === word);
  if (found === undefined) throw new UsageError(`${option} is ${words.join(', ')}, not "${word}".`);
  return found;
}

/** A file that is there and says something else is shown, and kept unless the user insists. */
async function writeTo(
  file: string,
  text: string,
  isForced: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFIFO() === true || found?.isCharacterDevice() === true) {
    // Another file in its place would take it away, and what is read from it may never end.
    await writeFile(file, text).catch((error: unknown) => {
      throw new CommandError(`"${file}" cannot be written: ${(error as Error).message}.`);
    });
    return exitCode.done;
  }
  if (found?.isFile() === false) throw new CommandError(`"${file}" is no file.`);
  const before = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandError(`"${file}" cannot be read: ${(error as Error).message}.`);
  });
  if (before === text) {
    terminal.write(`${printable(file)} is as it should be.\n`);
    return exitCode.done;
  }
  if (before !== undefined && !isForced) {
    terminal.write(changedLines(before, text).split('\n').map(printable).join('\n'));
    throw new CommandError(
      `"${file}" is there and says something else: --force writes what is shown with +.`,
    );
  }
  if (before === undefined) await writeNewFile(file, text);
  else await replaceFile(file, text);
  terminal.write(`${printable(file)} is written.\n`);
  return exitCode.done;
}

/** The folder with `.git` around a file; the folder of the call where there is none. */
async function repositoryOf(file: string): Promise<string> {
  let folder = path.dirname(path.resolve(file));
  for (;;) {
    const isRoot = await access(path.join(folder, '.git')).then(
      () => true,
      () => false,
    );
    if (isRoot) return folder;
    const above = path.dirname(folder);
    if (above === folder) return process.cwd();
    folder = above;
  }
}

/** A path as it is named from the root of the repository, which is where pipelines start. */
function within(root: string, file: string): string {
  const relative = path.relative(root, path.resolve(file)).split(path.sep).join('/');
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new CommandError(
      `"${file}" is outside of the repository ${root}: a pipeline does not have it.`,
    );
  }
  if (relative === '') return '.';
  return relative.startsWith('-') ? `./${relative}` : relative;
}
