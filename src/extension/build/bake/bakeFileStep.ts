import { l10n, Uri, workspace, type Memento } from 'vscode';
import { next, type Step } from '../../steps/runSteps.ts';
import { activeBakeFile, filesWith, findBakeFiles, isCovered } from '../../tasks/bakeFiles.ts';
import { folderOf } from '../../tasks/buildDefinition.ts';
import { relativePath } from '../../tasks/relativePath.ts';
import { chooseFile } from '../fileChoice.ts';
import { recallBake, type BakeState } from './bakeState.ts';

/** Asks which bake or compose file is built; not asked when the command was called on one. */
export function bakeFileStep(given: Uri | undefined, memory: Memento): Step<BakeState> {
  return {
    isAsked: given === undefined,
    ask: async (_, position) => {
      const answer = await chooseFile({
        ...position,
        title: l10n.t('Bake'),
        placeholder: l10n.t('Bake or compose file to build'),
        nothing: l10n.t('There is no bake or compose file in this workspace'),
        active: activeBakeFile(),
        find: async (token) => {
          const found = await findBakeFiles(token);
          return found.filter((uri) => !isCovered(uri, found));
        },
      });
      return answer.kind === 'next' ? next(await stateFor(answer.value, memory)) : answer;
    },
  };
}

/** The state for a file: as it was built last. */
export async function stateFor(uri: Uri, memory: Memento): Promise<BakeState> {
  const scope = workspace.getWorkspaceFolder(uri) ?? { uri: Uri.joinPath(uri, '..') };
  const folder = folderOf(relativePath(scope.uri, uri));
  const names = await filesWith(uri);
  const files = names.map((name) => (folder === '.' ? name : `${folder}/${name}`));
  return { ...recallBake(memory, uri), uri, scope, files };
}
