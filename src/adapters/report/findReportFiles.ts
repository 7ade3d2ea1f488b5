import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../../core/language.ts';
import { isDockerfileName } from '../../core/project/families.ts';
import { isBakeFileName } from '../../core/project/fileNames.ts';

/** Folders whose files are made by tools, or are somebody else's. */
const skipped: ReadonlySet<string> = new Set([
  ...['.git', '.hg', '.svn', 'node_modules', 'bower_components', 'vendor'],
  ...['.venv', 'venv', '__pycache__', '.terraform', '.cache', '.vscode-test'],
]);

/** How far is looked: no repository that people keep is near it. */
const limits = { entries: 500_000, files: 20_000, depth: 40 };

const yamlOrDevcontainer = /\.ya?ml$|^\.?devcontainer\.json$/i;

function isRead(name: string): boolean {
  return yamlOrDevcontainer.test(name) || isBakeFileName(name) || isDockerfileName(name);
}

/** The files of a folder that may name images. */
export interface ReportFiles {
  /** Absolute paths, by name, those of a folder before those of its folders. */
  readonly files: readonly string[];
  /** Why there may be more: a sentence. */
  readonly problem?: string;
}

/**
 * Looks for Dockerfiles, bake and compose files, other YAML and development containers, without links, and without
 * folders of tools and of other people's code. A folder that may not be read is left out.
 *
 * @param folder absolute path
 * @throws the signal's reason when cancelled
 */
export async function findReportFiles(folder: string, signal: AbortSignal): Promise<ReportFiles> {
  const files: string[] = [];
  let entries = 0;
  let isWhole = true;
  // The one that is met last is taken first: a folder before the next one beside it.
  const waiting = [{ folder, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted();
    const { folder: at, depth } = next;
    if (entries > limits.entries || files.length > limits.files || depth > limits.depth) {
      isWhole = false;
      continue;
    }
    const found = await readdir(at, { withFileTypes: true }).catch(() => []);
    found.sort((a, b) => (a.name < b.name ? -1 : 1));
    entries += found.length;
    const below: string[] = [];
    for (const each of found) {
      if (each.isDirectory() && !skipped.has(each.name)) below.push(each.name);
      if (each.isFile() && isRead(each.name)) files.push(path.join(at, each.name));
    }
    for (const name of below.toReversed()) {
      waiting.push({ folder: path.join(at, name), depth: depth + 1 });
    }
  }
  const problem = say(
    'There are over {0} files, {1} names or {2} folders in each other; the rest was not looked at.',
    limits.files,
    limits.entries,
    limits.depth,
  );
  return { files: files.slice(0, limits.files), ...(!isWhole && { problem }) };
}
