import { Range, type TextDocument } from 'vscode';
import { jsonLanguage, workflowLanguage, yamlLanguage } from './contributions.ts';
import { fileKind, isImageFile } from '../core/project/fileNames.ts';

/** Beginning of a document in which its kind shows, in lines. */
const start = new Range(0, 0, 2000, 0);

/** Languages of the files that may be of such a kind: of any other, nothing is read. */
const languages: readonly string[] = [yamlLanguage, 'json', jsonLanguage, workflowLanguage];

/** Whether a document names images and is no Dockerfile: a Kubernetes object, a workflow, a devcontainer.json. */
export function namesImages(document: TextDocument): boolean {
  const { languageId, uri } = document;
  if (!languages.includes(languageId)) return false;
  return isImageFile(fileKind(uri.path, document.getText(start), languageId));
}
