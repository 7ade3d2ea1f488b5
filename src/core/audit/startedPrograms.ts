import type { RuntimeConfig } from '../image/inspection.ts';
import type { FindProgram } from './findProgram.ts';
import type { ImageTree, TreeNode } from './imageTree.ts';
import { windowsPath } from './windowsEntry.ts';
import { windowsFinder, windowsWords } from './windowsPrograms.ts';

/** A program that a container starts, with what leads to it. */
export interface StartedProgram {
  /** Which word of the image's config names it. */
  readonly role: 'entrypoint' | 'command';
  /** As the config writes it. */
  readonly word: string;
  /** Paths from the word to the file whose header counts: scripts, then their interpreters. Absolute. */
  readonly chain: readonly string[];
  /** The last of the chain; undefined when it is not in the image. */
  readonly node?: TreeNode;
}

/** What execvp(3) takes when PATH is not set; Docker sets this one (moby, oci/defaults.go). */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A script's interpreter may be a script: the kernel goes on so often (fs/exec.c, BINPRM_MAX_RECURSION). */
const maxScripts = 5;

/**
 * The programs that a container of an image starts: the first word of ENTRYPOINT and CMD together, and what it is
 * given to start: the first word of CMD and the word after `--`, where the image has a program of this name. Found
 * in PATH, and through scripts, as the kernel does (execve(2)).
 *
 * @param isWindows whether the image is for Windows: see {@link windowsFinder}
 */
export function startedPrograms(
  config: Pick<RuntimeConfig, 'entrypoint' | 'command' | 'environment' | 'workingDirectory'>,
  tree: ImageTree,
  isWindows = false,
): readonly StartedProgram[] {
  const { entrypoint, command } = config;
  const [first] = [...entrypoint, ...command];
  if (first === undefined) return [];
  const find = isWindows ? windowsFinder(config, tree) : linuxFinder(config, tree);
  const role = entrypoint.length > 0 ? 'entrypoint' : 'command';
  const found = [followed(find, role, first)];
  for (const word of isWindows ? windowsWords(config) : givenPrograms(config)) {
    const program = followed(find, 'command', word);
    if (program.node !== undefined && word !== first) found.push(program);
  }
  return found;
}

type Words = Pick<RuntimeConfig, 'entrypoint' | 'command'>;

/** Words of the config that the first program may start. */
function givenPrograms({ entrypoint, command }: Words): readonly string[] {
  const [first = '', ...others] = [...entrypoint, ...command];
  const dashes = others.indexOf('--');
  const words = [
    ...(dashes === -1 ? [] : others.slice(dashes + 1, dashes + 2)),
    ...(entrypoint.length > 0 ? command.slice(0, 1) : []),
    ...(isShell(first) ? scriptedProgram(others) : []),
    ...launchedProgram(first, others),
  ];
  return [...new Set(words)].filter((word) => !word.startsWith('-') && word.trim() !== '');
}

/** Whether no layer below those that were read can change which programs are started. */
export function areSettled(
  config: Words,
  started: readonly StartedProgram[],
  tree: ImageTree,
  isWindows = false,
): boolean {
  const found = new Map(started.map((program) => [program.word, program]));
  const words = [...config.entrypoint, ...config.command].slice(0, 1);
  const given = isWindows ? windowsWords(config) : givenPrograms(config);
  return [...words, ...given].every((word) => {
    const program = found.get(word);
    return program !== undefined && isSettled(program, tree, isWindows);
  });
}

/** What a script or env looks for in PATH may be in a layer below, in a folder that comes first. */
function isSettled({ word, chain, node }: StartedProgram, tree: ImageTree, isWindows: boolean) {
  const [path = '', ...more] = chain;
  if (node?.entry.kind !== 'file' || node.entry.program === undefined) return false;
  if (!isWindows) return word.includes('/') && more.length === 0 && tree.isSettled(path);
  // Without its ending it may be another one below.
  const isWhole = windowsPath(path) === windowsPath(word);
  return isWhole && more.length === 0 && tree.isSettled(windowsPath(path));
}

function isShell(word: string): boolean {
  return /(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(word);
}

/** Of `sh -o pipefail -c "A=1 exec app --flag"`: `app`, unless the shell would make something else of it. */
function scriptedProgram(words: readonly string[]): readonly string[] {
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  const script = flag === -1 ? undefined : words[flag + 1];
  if (script === undefined) return [];
  const [found] = script
    .slice(0, 1000)
    .trim()
    .split(/[ \t]+/, 20)
    .filter((word) => word !== 'exec' && !/^\w+=/.test(word));
  return found !== undefined && /^[\w./+-]+$/.test(found) ? [found] : [];
}

/** Programs that become another one, and how many words of their own stand before its name. */
const launchers: ReadonlyMap<string, number> = new Map([
  ...['env', 'tini', 'dumb-init', 'catatonit', 'nice', 'nohup', 'setsid'].map(
    (name) => [name, 0] as const,
  ),
  ...['gosu', 'su-exec'].map((name) => [name, 1] as const),
]);

function launchedProgram(first: string, others: readonly string[]): readonly string[] {
  const own = launchers.get(first.slice(first.lastIndexOf('/') + 1));
  if (own === undefined) return [];
  const words = others.filter((word) => !word.startsWith('-') && !/^\w+=/.test(word));
  return words.slice(own, own + 1);
}

function followed(find: FindProgram, role: StartedProgram['role'], word: string): StartedProgram {
  const chain: string[] = [];
  let next = word;
  while (chain.length <= maxScripts) {
    const found = find(next);
    if (found === undefined) return { role, word, chain: [...chain, next] };
    chain.push(found.path);
    if (found.next === undefined) return { role, word, chain, node: found.node };
    next = found.next;
  }
  return { role, word, chain };
}

function linuxFinder(
  { environment, workingDirectory }: Pick<RuntimeConfig, 'environment' | 'workingDirectory'>,
  tree: ImageTree,
): FindProgram {
  const folders = (environment['PATH'] ?? defaultPath).split(':', 100);
  const root = workingDirectory || '/';
  return (word) => {
    const places = word.includes('/')
      ? [absolute(word, root)]
      : folders.map((folder) => `${absolute(folder, root)}/${word}`);
    for (const path of places) {
      const node = tree.find(path);
      if (node?.entry.kind !== 'file') continue;
      const { isExecutable, interpreter } = node.entry;
      if (!isExecutable && !word.includes('/')) continue;
      const next = interpreter === undefined ? undefined : interpreterOf(interpreter);
      return { path: path.replace(/\/{2,}/g, '/'), node, next };
    }
    return undefined;
  };
}

function absolute(path: string, folder: string): string {
  return path.startsWith('/') ? path : `${folder}/${path}`;
}

/** `/usr/bin/env node` names node: env is as much a program of the image, and looks in PATH. */
function interpreterOf(line: string): string | undefined {
  const [program = '', ...words] = line.replace(/^[ \t]+/, '').split(/[ \t]+/, 20);
  if (!/(?:^|\/)env$/.test(program)) return program === '' ? undefined : program;
  return words.find((word) => !word.startsWith('-') && !word.includes('=')) ?? program;
}
