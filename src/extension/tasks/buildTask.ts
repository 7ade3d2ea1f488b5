import type { Uri } from 'vscode';
import {
  ProcessExecution,
  Task,
  TaskGroup,
  TaskPanelKind,
  TaskRevealKind,
  TaskScope,
  workspace,
  type TaskDefinition,
  type WorkspaceFolder,
} from 'vscode';
import { buildArguments, type BuildRequest } from '../../core/build/buildRequest.ts';
import type { Result } from '../../core/result.ts';
import { buildTaskType } from '../contributions.ts';
import { chosenBuilder, dockerProgram, targetPlatforms } from '../settings.ts';
import { readBuildDefinition } from './buildDefinition.ts';

/** A build as tasks.json has it. */
export type BuildDefinition = TaskDefinition & { readonly type: typeof buildTaskType };

/** Where a build runs: a workspace folder, or any folder for files outside of the workspace. */
export type BuildScope = WorkspaceFolder | { readonly uri: Uri };

/** Whether a definition is one of ours. */
export function isBuildDefinition(definition: TaskDefinition): definition is BuildDefinition {
  return definition.type === buildTaskType;
}

/** The build that a definition stands for, with the settings of its folder. */
export function requestOf(definition: BuildDefinition, scope: BuildScope): Result<BuildRequest> {
  return readBuildDefinition(definition, {
    platforms: targetPlatforms(scope.uri),
    builder: chosenBuilder(),
  });
}

/** The words of the command that a build runs. */
export function buildCommand(request: BuildRequest): readonly string[] {
  return [dockerProgram(), ...buildArguments(request)];
}

/** A task that runs a build. The terminal shows its exact command. */
export function buildTask(
  definition: BuildDefinition,
  request: BuildRequest,
  scope: BuildScope,
  name: string,
): Task {
  const [program = '', ...args] = buildCommand(request);
  const task = new Task(
    definition,
    workspaceFolderOf(scope) ?? TaskScope.Workspace,
    name,
    'multiarch',
    new ProcessExecution(program, args, { cwd: scope.uri.fsPath }),
    // Without a list of matchers the editor asks which one to use.
    [],
  );
  task.group = TaskGroup.Build;
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Shared,
    echo: true,
    showReuseMessage: false,
    clear: true,
  };
  return task;
}

function workspaceFolderOf(scope: BuildScope): WorkspaceFolder | undefined {
  return workspace.workspaceFolders?.find((folder) => folder === scope);
}
