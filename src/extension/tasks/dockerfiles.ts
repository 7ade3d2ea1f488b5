import type { Uri } from 'vscode';
import { workspace, window, type CancellationToken } from 'vscode';
import { dockerfileLanguage } from '../contributions.ts';

const names =
  '**/{[Dd]ockerfile,[Dd]ockerfile[._-]*,*.[Dd]ockerfile,[Cc]ontainerfile,[Cc]ontainerfile.*}';
const excluded = '**/{node_modules,.git}/**';
const limit = 200;

/** The Dockerfile that the user looks at; undefined when it is another file or not on disk. */
export function activeDockerfile(): Uri | undefined {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== dockerfileLanguage) return undefined;
  return document.uri.scheme === 'file' ? document.uri : undefined;
}

/** The Dockerfiles of the workspace, those near the top of their folder first; at most 200. */
export async function findDockerfiles(token?: CancellationToken): Promise<readonly Uri[]> {
  const found = await workspace.findFiles(names, excluded, limit, token);
  return found
    .filter(({ scheme, path }) => scheme === 'file' && !path.endsWith('.dockerignore'))
    .toSorted((a, b) => depth(a) - depth(b) || a.path.localeCompare(b.path));
}

function depth({ path }: Uri): number {
  return path.split('/').length;
}
