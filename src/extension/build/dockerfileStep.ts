import {
  CancellationTokenSource,
  Disposable,
  l10n,
  Uri,
  workspace,
  type Memento,
  type QuickPickItem,
} from 'vscode';
import { plainLabel } from '../plainRow.ts';
import { chooseOne } from '../steps/quickInputs.ts';
import { next, type Step } from '../steps/runSteps.ts';
import { activeDockerfile, findDockerfiles } from '../tasks/dockerfiles.ts';
import { folderOf } from '../tasks/buildDefinition.ts';
import { relativePath } from '../tasks/relativePath.ts';
import { targetPlatforms } from '../settings.ts';
import { emptyPlan, recallBuild, type BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';

interface FileItem extends QuickPickItem {
  readonly uri: Uri;
}

/**
 * Asks which Dockerfile is built; not asked when the command was called on one.
 *
 * @param obstacle resolves to true when there is no use in asking on
 */
export function dockerfileStep(
  given: Uri | undefined,
  memory: Memento,
  obstacle: Promise<boolean>,
): Step<BuildPlan> {
  return {
    isAsked: given === undefined,
    ask: async (plan, position) => {
      const active = activeDockerfile();
      const first = active === undefined ? [] : [fileItem(active, l10n.t('active editor'))];
      const answer = await chooseOne<FileItem>({
        ...position,
        title: buildTitle(),
        placeholder: l10n.t('Dockerfile to build'),
        items: first,
        initial: first,
        prepare: (pick) => {
          const search = new CancellationTokenSource();
          void obstacle.then((found) => {
            if (found) pick.hide();
          });
          pick.busy = true;
          void findDockerfiles(search.token).then((found) => {
            if (search.token.isCancellationRequested) return;
            const others = found.filter((uri) => uri.toString() !== active?.toString());
            pick.items = [...first, ...others.map((uri) => fileItem(uri))];
            pick.busy = false;
            if (pick.items.length === 0) {
              pick.placeholder = l10n.t('There is no Dockerfile in this workspace');
            }
          });
          return new Disposable(() => {
            search.cancel();
            search.dispose();
          });
        },
      });
      return answer.kind === 'next' ? next(planFor(answer.value.uri, memory, plan)) : answer;
    },
  };
}

/** The plan for a Dockerfile: as it was built last, else as the settings say. */
export function planFor(uri: Uri, memory: Memento, previous?: BuildPlan): BuildPlan {
  if (previous?.uri?.toString() === uri.toString()) return previous;
  const scope = workspace.getWorkspaceFolder(uri) ?? { uri: Uri.joinPath(uri, '..') };
  const file = relativePath(scope.uri, uri);
  const remembered = recallBuild(memory, uri);
  return {
    ...emptyPlan,
    context: folderOf(file),
    ...remembered,
    uri,
    scope,
    file,
    platforms: remembered.platforms ?? targetPlatforms(uri),
  };
}

function fileItem(uri: Uri, description?: string): FileItem {
  const folders = workspace.workspaceFolders ?? [];
  const label = plainLabel(workspace.asRelativePath(uri, folders.length > 1));
  return { label, uri, ...(description === undefined ? {} : { description }) };
}
