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
  const [first, ...others] = [...entrypoint, ...command];
  if (first === undefined) return [];
  const finder = new ProgramFinder(config, tree);
  const role = entrypoint.length > 0 ? 'entrypoint' : 'command';
  const found = [finder.start(role, first)];
  const afterDashes = others[others.indexOf('--') + 1];
  const given = [
    ...(others.includes('--') && afterDashes !== undefined ? [afterDashes] : []),
    ...(entrypoint.length > 0 ? command.slice(0, 1) : []),
    ...(isShell(first) ? firstWord(others) : []),
  ];
  for (const word of new Set(given)) {
    const program = finder.start('command', word);
    if (program.node !== undefined && word !== first) found.push(program);
  }
  return found;
}

/** Whether layers below those that were read cannot change what a program is. */
export function isSettled({ word, chain, node }: StartedProgram, tree: ImageTree): boolean {
  if (node?.entry.kind !== 'file' || !word.includes('/')) return false;
  // What a script or env looks for in PATH may be in a layer below, in a folder that comes first.
  return chain.every((path) => tree.isSettled(path)) && chain.length === 1;
}

function isShell(word: string): boolean {
  return /^(?:\/bin\/)?(?:ba|da|a)?sh$/.test(word);
}

/** Of `sh -c "exec app --flag"`: `app`, unless the shell would make something else of it. */
function firstWord([flag, script]: readonly string[]): readonly string[] {
  if (flag === undefined || script === undefined || !/^-[a-z]*c$/.test(flag)) return [];
  const word = /^\s*(?:exec\s+)?([\w./+-]+)(?=\s|$)/.exec(script.slice(0, 1000))?.[1];
  return word === undefined ? [] : [word];
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
  const [program = '', ...words] = line.trim().split(/[ \t]+/, 20);
  if (!/(?:^|\/)env$/.test(program)) return program === '' ? undefined : program;
  return words.find((word) => !word.startsWith('-') && !word.includes('=')) ?? program;
}
