import { Range, workspace, type CancellationToken, type TextDocument, type Uri } from 'vscode';
import { yamlLanguage } from '../contributions.ts';
import { fileKind } from '../../core/project/fileNames.ts';

/** Words of which one is in the name of a spec file, as a rule: nobody reads every YAML file of a workspace. */
const names = '**/*{manifest,spec,list,index,multi,image,arch,push}*.{yml,yaml}';
const excluded = '**/{node_modules,.git}/**';
/** Files that are looked into, and bytes of each. */
const limits = { files: 200, size: 64 * 1024 };

/** Beginning of a document in which its kind shows, in lines. */
const start = new Range(0, 0, 2000, 0);

/** Whether a document is the spec of a manifest list. */
export function isSpec(document: TextDocument): boolean {
  const { languageId, uri } = document;
  if (languageId !== yamlLanguage) return false;
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return fileKind(name, document.getText(start), languageId) === 'manifest-spec';
}

/** Spec files of the workspace by their names, and those that are open, sorted. */
export async function findSpecFiles(token?: CancellationToken): Promise<readonly Uri[]> {
  const open = workspace.textDocuments.filter(isSpec).map(({ uri }) => uri);
  const found = await workspace.findFiles(names, excluded, limits.files, token);
  const read = await Promise.all(found.map(async (uri) => ((await isSpecFile(uri)) ? [uri] : [])));
  const all = new Map([...open, ...read.flat()].map((uri) => [uri.toString(), uri]));
  return [...all.values()]
    .filter(({ scheme }) => scheme === 'file')
    .sort((a, b) => a.path.localeCompare(b.path));
}

async function isSpecFile(uri: Uri): Promise<boolean> {
  try {
    const { size } = await workspace.fs.stat(uri);
    if (size > limits.size) return false;
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    return (
      fileKind(uri.path.slice(uri.path.lastIndexOf('/') + 1), text, yamlLanguage) ===
      'manifest-spec'
    );
  } catch {
    // Gone meanwhile, or not to be read: no task for it.
    return false;
  }
}
