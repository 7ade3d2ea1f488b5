import { l10n, Uri, workspace, type Memento } from 'vscode';
import { next, type Step } from '../steps/runSteps.ts';
import { activeDockerfile, findDockerfiles } from '../tasks/dockerfiles.ts';
import { folderOf } from '../tasks/buildDefinition.ts';
import { relativePath } from '../tasks/relativePath.ts';
import { targetPlatforms } from '../settings.ts';
import { emptyPlan, recallBuild, type BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';
import { chooseFile } from './fileChoice.ts';

/**
 * Asks which Dockerfile is built; not asked when the command was called on one.
 *
 * @param obstacle resolves to true when there is no use in asking on
 */
export function dockerfileStep(
  given: Uri | undefined,
  memory: Memento,
  obstacle?: Promise<boolean>,
): Step<BuildPlan> {
  return {
    isAsked: given === undefined,
    ask: async (plan, position) => {
      const answer = await chooseFile({
        title: buildTitle(),
        ...position,
        placeholder: l10n.t('Dockerfile to build'),
        nothing: l10n.t('There is no Dockerfile in this workspace'),
        active: activeDockerfile(),
        find: findDockerfiles,
        ...(obstacle !== undefined && { obstacle }),
      });
      return answer.kind === 'next' ? next(planFor(answer.value, memory, plan)) : answer;
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
