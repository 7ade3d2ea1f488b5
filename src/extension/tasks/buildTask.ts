import type { Uri } from 'vscode';
import {
  CustomExecution,
  Task,
  TaskGroup,
  TaskPanelKind,
  TaskRevealKind,
  TaskScope,
  workspace,
  type Pseudoterminal,
  type TaskDefinition,
  type WorkspaceFolder,
} from 'vscode';
import { buildArguments, type BuildRequest } from '../../core/build/buildRequest.ts';
import type { Result } from '../../core/result.ts';
import type { BuildOrder } from '../build/buildTerminal.ts';
import { buildTaskType } from '../contributions.ts';
import { chosenBuilder, dockerProgram, targetPlatforms } from '../settings.ts';
import { readBuildDefinition } from './buildDefinition.ts';
import { explainingTerminal, refusal } from './refusedTask.ts';

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
function buildCommand(request: BuildRequest): readonly string[] {
  return [dockerProgram(), ...buildArguments(request)];
}

/** What build tasks need of their surroundings. */
export interface BuildTaskPorts {
  openTerminal(order: BuildOrder): Promise<Pseudoterminal>;
}

/** The same, for builds that are parts of something which says itself what became of all of them. */
export function tellingOnly(
  told: NonNullable<BuildOrder['told']>,
  ports: BuildTaskPorts,
): BuildTaskPorts {
  return { openTerminal: (order) => ports.openTerminal({ ...order, told }) };
}

/** A task that runs a build. Its terminal shows the exact command. */
export function buildTask(
  ports: BuildTaskPorts,
  definition: BuildDefinition,
  scope: BuildScope,
  name: string,
): Task {
  const task = new Task(
    definition,
    workspaceFolderOf(scope) ?? TaskScope.Workspace,
    name,
    'multiarch',
    // The editor puts values in the place of ${workspaceFolder}, ${env:TOKEN} and the like. They are for this run:
    // what is remembered of it is what was written.
    new CustomExecution((resolved) =>
      terminalFor(ports, definition, { ...resolved, type: buildTaskType }, scope, name),
    ),
    // Without a list of matchers the editor asks which one to use.
    [],
  );
  task.group = TaskGroup.Build;
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Shared,
    showReuseMessage: false,
    clear: true,
  };
  return task;
}

function terminalFor(
  ports: BuildTaskPorts,
  definition: BuildDefinition,
  resolved: BuildDefinition,
  scope: BuildScope,
  name: string,
): Promise<Pseudoterminal> {
  const read = requestOf(resolved, scope);
  if (!read.ok) return Promise.resolve(explainingTerminal(refusal(name, read.problem.message)));
  const request: BuildRequest = { progress: 'rawjson', ...read.value };
  return ports.openTerminal({ definition, request, scope, name, command: buildCommand(request) });
}

function workspaceFolderOf(scope: BuildScope): WorkspaceFolder | undefined {
  return workspace.workspaceFolders?.find((folder) => folder === scope);
}
