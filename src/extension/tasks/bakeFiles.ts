import type { FileType } from 'vscode';
import { Uri, window, workspace, type CancellationToken } from 'vscode';
import {
  bakeFileNames,
  composeFileNames,
  fileKind,
  filesReadWith,
} from '../../core/project/fileNames.ts';

const names =
  '**/{docker-bake*.hcl,docker-bake*.json,*bake.hcl,bake*.hcl,compose*.yaml,compose*.yml,docker-compose*.yaml,docker-compose*.yml}';
const excluded = '**/{node_modules,.git}/**';
const limit = 100;

/** The bake or compose file that the user looks at; undefined when it is another file or not on disk. */
export function activeBakeFile(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  if (document?.uri.scheme !== 'file') return undefined;
  return isBakeFile(document.uri) ? document.uri : undefined;
}

/** The bake and compose files of the workspace, those near the top first; at most 100. */
export async function findBakeFiles(token?: CancellationToken): Promise<readonly Uri[]> {
  const found = await workspace.findFiles(names, excluded, limit, token);
  return found
    .filter(({ scheme }) => scheme === 'file')
    .toSorted((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path));
}

/** The files that bake reads together with one, by name; the one alone where its folder cannot be read. */
export async function filesWith(uri: Uri): Promise<readonly string[]> {
  const folder = await Promise.resolve(workspace.fs.readDirectory(Uri.joinPath(uri, '..'))).catch(
    (): [string, FileType][] => [],
  );
  return filesReadWith(
    nameOf(uri),
    folder.map(([name]) => name),
  );
}

/** Name of a file, without its folder. */
function nameOf({ path }: Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether another file of the same folder stands for it too: an override, the second default. */
export function isCovered(uri: Uri, others: readonly Uri[]): boolean {
  const name = nameOf(uri);
  const folder = uri.path.slice(0, uri.path.lastIndexOf('/'));
  const beside = others
    .filter(({ path }) => path.slice(0, path.lastIndexOf('/')) === folder)
    .map(nameOf);
  if (name.includes('.override.')) return true;
  return [bakeFileNames, composeFileNames].some((defaults: readonly string[]) => {
    const first = defaults.find((each) => beside.includes(each));
    return defaults.includes(name) && first !== name;
  });
}

/** Whether bake reads a file, by its name: a bake or a compose file. */
export function isBakeFile(uri: Uri): boolean {
  return ['bake', 'compose'].includes(fileKind(nameOf(uri), '', 'yaml'));
}

function depth({ path }: Uri): number {
  return path.split('/').length;
}
