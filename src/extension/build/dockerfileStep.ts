import { l10n, Uri, workspace, type Memento } from 'vscode';
import type { LanguageServer } from '../languageServer.ts';
import { next, type Step } from '../steps/runSteps.ts';
import { activeDockerfile, findDockerfiles } from '../tasks/dockerfiles.ts';
import { folderOf } from '../tasks/buildDefinition.ts';
import { relativePath } from '../tasks/relativePath.ts';
import { readTargets } from '../targets.ts';
import { emptyPlan, recallBuild, type BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';
import { chooseFile } from './fileChoice.ts';

/** Who knows how a Dockerfile is built. */
export interface PlanPorts {
  /** Remembers what was chosen for each Dockerfile of this workspace. */
  readonly memory: Memento;
  /** Tells what its comment, and the files around it, say of its platforms. */
  readonly server: LanguageServer;
}

/**
 * Asks which Dockerfile is built; not asked when the command was called on one.
 *
 * @param obstacle resolves to true when there is no use in asking on
 */
export function dockerfileStep(
  given: Uri | undefined,
  ports: PlanPorts,
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
      return answer.kind === 'next' ? next(await planFor(answer.value, ports, plan)) : answer;
    },
  };
}

/** The plan for a Dockerfile: as it was built last, else for the platforms that the status bar names. */
export async function planFor(
  uri: Uri,
  { memory, server }: PlanPorts,
  previous?: BuildPlan,
): Promise<BuildPlan> {
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
    platforms: remembered.platforms ?? (await targetsOf(uri, server)),
  };
}

async function targetsOf(uri: Uri, server: LanguageServer): Promise<readonly string[]> {
  // The server knows open files only. One that cannot be opened fails when it is built.
  await Promise.resolve(workspace.openTextDocument(uri)).catch(() => undefined);
  await server.ensureStarted();
  return (await readTargets(uri, server)).platforms;
}
