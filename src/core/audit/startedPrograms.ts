import type { RuntimeConfig } from '../image/inspection.ts';
import type { ImageTree, TreeNode } from './imageTree.ts';

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
 */
export function startedPrograms(
  config: Pick<RuntimeConfig, 'entrypoint' | 'command' | 'environment' | 'workingDirectory'>,
  tree: ImageTree,
): readonly StartedProgram[] {
  const { entrypoint, command } = config;
  const [first] = [...entrypoint, ...command];
  if (first === undefined) return [];
  const finder = new ProgramFinder(config, tree);
  const role = entrypoint.length > 0 ? 'entrypoint' : 'command';
  const found = [finder.start(role, first)];
  for (const word of givenPrograms(config)) {
    const program = finder.start('command', word);
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
): boolean {
  const found = new Map(started.map((program) => [program.word, program]));
  const words = [...config.entrypoint, ...config.command].slice(0, 1);
  return [...words, ...givenPrograms(config)].every((word) => {
    const program = found.get(word);
    return program !== undefined && isSettled(program, tree);
  });
}

/** What a script or env looks for in PATH may be in a layer below, in a folder that comes first. */
function isSettled({ word, chain, node }: StartedProgram, tree: ImageTree): boolean {
  if (node?.entry.kind !== 'file' || node.entry.program === undefined) return false;
  return word.includes('/') && chain.length === 1 && chain.every((path) => tree.isSettled(path));
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

class ProgramFinder {
  readonly #folders: readonly string[];
  readonly #folder: string;
  readonly #tree: ImageTree;

  constructor(config: Pick<RuntimeConfig, 'environment' | 'workingDirectory'>, tree: ImageTree) {
    this.#folders = (config.environment['PATH'] ?? defaultPath).split(':', 100);
    this.#folder = config.workingDirectory || '/';
    this.#tree = tree;
  }

  start(role: StartedProgram['role'], word: string): StartedProgram {
    const chain: string[] = [];
    let next: string | undefined = word;
    while (next !== undefined && chain.length <= maxScripts) {
      const found = this.#find(next);
      if (found === undefined) return { role, word, chain: [...chain, next] };
      chain.push(found.path);
      const { entry } = found.node;
      if (entry.kind !== 'file' || entry.interpreter === undefined) {
        return { role, word, chain, node: found.node };
      }
      next = interpreterOf(entry.interpreter);
    }
    return { role, word, chain };
  }

  #find(word: string): { readonly path: string; readonly node: TreeNode } | undefined {
    const places = word.includes('/')
      ? [absolute(word, this.#folder)]
      : this.#folders.map((folder) => `${absolute(folder, this.#folder)}/${word}`);
    for (const path of places) {
      const node = this.#tree.find(path);
      const isFile = node?.entry.kind === 'file' && (node.entry.isExecutable || word.includes('/'));
      if (node && isFile) return { path: path.replace(/\/{2,}/g, '/'), node };
    }
    return undefined;
  }
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
