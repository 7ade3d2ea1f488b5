import { Uri } from 'vscode';
import type { BuildRun } from './buildRuns.ts';

/** The folder that a build runs in: paths of its command count from there. */
export function directoryOf({ request, scope }: Pick<BuildRun, 'request' | 'scope'>): Uri {
  return request.bake === undefined ? scope.uri : seenFrom(scope.uri, request.context);
}

/** A path of a request, which counts from the folder where it is none of its own. */
export function seenFrom(folder: Uri, path: string): Uri {
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
  return isAbsolute ? Uri.file(path) : Uri.joinPath(folder, path);
}
