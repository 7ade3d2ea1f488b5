import {
  CancellationTokenSource,
  Disposable,
  l10n,
  Uri,
  workspace,
  type Memento,
  type QuickPickItem,
} from 'vscode';
import { plainLabel } from '../../plainRow.ts';
import { chooseOne } from '../../steps/quickInputs.ts';
import { next, type Step } from '../../steps/runSteps.ts';
import { activeBakeFile, filesWith, findBakeFiles, isCovered } from '../../tasks/bakeFiles.ts';
import { folderOf } from '../../tasks/buildDefinition.ts';
import { relativePath } from '../../tasks/relativePath.ts';
import { recallBake, type BakeState } from './bakeState.ts';

interface FileItem extends QuickPickItem {
  readonly uri: Uri;
}

/** Asks which bake or compose file is built; not asked when the command was called on one. */
export function bakeFileStep(given: Uri | undefined, memory: Memento): Step<BakeState> {
  return {
    isAsked: given === undefined,
    ask: async (_, position) => {
      const active = activeBakeFile();
      const first = active === undefined ? [] : [fileItem(active, l10n.t('active editor'))];
      const answer = await chooseOne<FileItem>({
        ...position,
        title: l10n.t('Bake'),
        placeholder: l10n.t('Bake or compose file to build'),
        items: first,
        initial: first,
        prepare: (pick) => {
          const search = new CancellationTokenSource();
          pick.busy = true;
          void findBakeFiles(search.token).then((found) => {
            if (search.token.isCancellationRequested) return;
            const others = found.filter(
              (uri) => uri.toString() !== active?.toString() && !isCovered(uri, found),
            );
            pick.items = [...first, ...others.map((uri) => fileItem(uri))];
            pick.busy = false;
            if (pick.items.length === 0) {
              pick.placeholder = l10n.t('There is no bake or compose file in this workspace');
            }
          });
          return new Disposable(() => {
            search.cancel();
            search.dispose();
          });
        },
      });
      return answer.kind === 'next' ? next(await stateFor(answer.value.uri, memory)) : answer;
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

function fileItem(uri: Uri, description?: string): FileItem {
  const folders = workspace.workspaceFolders ?? [];
  const label = plainLabel(workspace.asRelativePath(uri, folders.length > 1));
  return { label, uri, ...(description === undefined ? {} : { description }) };
}
