import type { BakedTarget, BakeGroup, BakePlan } from '../../core/project/bakePlan.ts';
import { fail, succeed, type Result } from '../../core/result.ts';
import { runDocker, type DockerCommand } from '../docker/dockerCommand.ts';
import { parseBakeOutput, targetPlaces, type PrintedOutput } from './bakeOutput.ts';
import { dockerReason, isSafelyPrinted } from './bakePrint.ts';

/** What `docker buildx bake --print` prints, and what it means. */
export interface PrintedBake extends BakePlan {
  readonly json: string;
}

/** Where bake runs, and what it is given after `docker`. */
export interface BakeCommand {
  /** Absolute path: contexts count from it, and `.env` is read in it. */
  readonly directory: string;
  /** The files, as seen from there. */
  readonly files: readonly string[];
  /** Arguments as for a build; `--print` comes on top. */
  readonly args: readonly string[];
}

/**
 * Asks bake what it would build. Nothing is built.
 *
 * @param docker path or name of the docker program
 */
export async function printBakePlan(
  docker: string,
  command: BakeCommand,
  signal?: AbortSignal,
): Promise<Result<PrintedBake>> {
  const isSafe = await isSafelyPrinted(command.directory, command.files);
  const answer = await runDocker(docker, printCommand(command, isSafe), signal);
  return answer.ok ? succeed(answer.value) : fail(dockerReason(answer.failure));
}

/**
 * Everything that can be built of some bake files: all groups and targets with buildx ≥ 0.21, else those of the
 * group `default`.
 *
 * @param files names of the files in the directory
 */
export async function readBakePlan(
  docker: string,
  directory: string,
  files: readonly string[],
  signal?: AbortSignal,
): Promise<Result<BakePlan>> {
  const base = ['buildx', 'bake', ...files.flatMap((file) => ['--file', file])];
  const [usual, all] = await Promise.all([
    printBakePlan(docker, { directory, files, args: base }, signal),
    printBakePlan(docker, { directory, files, args: [...base, '*'] }, signal),
  ]);
  // The group `default` that is printed for `*` holds everything; files without that group refuse to print it.
  const own = usual.ok ? usual.value.groups.filter(({ name }) => name === 'default') : [];
  if (!all.ok) return usual.ok ? succeed({ groups: own, targets: usual.value.targets }) : usual;
  const others = all.value.groups.filter(({ name }) => name !== 'default');
  const names = new Set(all.value.targets.map(({ name }) => name));
  // Without a group every target of a file is in the default one.
  const isPlain = others.length === 0 && own[0]?.members.length === names.size && names.size < 2;
  return succeed({ groups: isPlain ? [] : [...own, ...others], targets: all.value.targets });
}

function printCommand(
  { directory, args }: BakeCommand,
  isSafe: boolean,
): DockerCommand<PrintedBake> {
  const words = args.slice(2);
  return {
    args: [
      ...args.slice(0, 2),
      '--print',
      ...(isSafe ? words : ['--set', '*.output=type=cacheonly', ...words.filter(isNoOutput)]),
    ],
    timeout: 20_000,
    cwd: directory,
    parse: (stdout) => parseBakePlan(stdout, directory, isSafe),
  };
}

/** The flags would come on top of the output that is set. */
function isNoOutput(word: string): boolean {
  return word !== '--push' && word !== '--load';
}

/**
 * Reads what `bake --print` printed.
 *
 * @param directory where it ran, an absolute path
 * @param hasOutputs whether the outputs are those of the files
 */
export function parseBakePlan(
  stdout: string,
  directory: string,
  hasOutputs = true,
): Result<PrintedBake> {
  const read = parseBakeOutput(stdout);
  if (!read.ok) return read;
  const groups = Object.entries(read.value.group ?? {}).map(([name, { targets }]): BakeGroup => ({
    name,
    members: targets ?? [],
  }));
  const targets = Object.entries(read.value.target ?? {})
    .filter(([name]) => !name.startsWith('_'))
    .map(([name, said]): BakedTarget => {
      const { description } = said;
      return {
        name,
        platforms: said.platforms ?? [],
        tags: [...new Set([...(said.tags ?? []), ...(said.output ?? []).flatMap(outputNames)])],
        ...(hasOutputs && { outputs: (said.output ?? []).map(outputKind) }),
        ...targetPlaces(said, directory),
        ...(said.target !== undefined && { stage: said.target }),
        ...(description !== undefined && { description }),
      };
    });
  return succeed({ groups, targets, json: stdout });
}

/** An output can name the image itself; several names stand in quotes, or with commas between them. */
function outputNames(said: PrintedOutput): readonly string[] {
  const [, plain, quoted] =
    typeof said === 'string' ? (/(?:^|,)(?:name=([^,"]*)|"name=([^"]*)")/.exec(said) ?? []) : [];
  const names = typeof said === 'string' ? (plain ?? quoted) : said.name;
  return (names ?? '').split(',').filter((name) => name !== '');
}

/** An image that is pushed counts as `registry`, which is short for it. */
function outputKind(said: PrintedOutput): string {
  if (typeof said !== 'string') {
    return said.type === 'image' && said.push === 'true' ? 'registry' : (said.type ?? '');
  }
  const fields = said.split(',');
  const type = fields.find((field) => field.startsWith('type='))?.slice('type='.length);
  if (type === 'image' && fields.includes('push=true')) return 'registry';
  // A mere path is a folder (buildx v0.36, util/buildflags/export.go).
  return type ?? (said === '-' ? 'tar' : 'local');
}
