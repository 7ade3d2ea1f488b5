import { l10n, tasks, Uri, ViewColumn, window, workspace } from 'vscode';
import { buildArguments } from '../../../core/build/buildRequest.ts';
import { shownLine } from '../../shownLine.ts';
import { outsideOf, targetsNamed } from '../../../core/project/bakePlan.ts';
import { fail } from '../../../core/result.ts';
import type { BuilderDocuments } from '../../builders/actions/builderDocuments.ts';
import { buildTaskType } from '../../contributions.ts';
import type { Docker } from '../../dockerAccess.ts';
import { notify } from '../../notify.ts';
import { chosenBuilder, dockerProgram } from '../../settings.ts';
import { runSteps } from '../../steps/runSteps.ts';
import { buildTask, requestOf, type BuildDefinition } from '../../tasks/buildTask.ts';
import { relativePath } from '../../tasks/relativePath.ts';
import { directoryOf } from '../buildDirectory.ts';
import { readOutputFacts } from '../outputFacts.ts';
import { ownPlatform, tellObstacle, type BuildPorts } from '../buildImage.ts';
import { bakeFileStep, stateFor } from './bakeFileStep.ts';
import { rememberBake, type BakeState } from './bakeState.ts';
import { bakeOutputStep, bakePlatformStep, bakeTargetStep } from './bakeSteps.ts';
import { planText } from './bakeText.ts';
import { withUsualOutput } from './usualOutput.ts';

/** What a bake needs of its surroundings. */
export interface BakePorts extends BuildPorts {
  readonly docker: Docker;
  readonly documents: BuilderDocuments;
}

const nothingChosen: BakeState = { files: [], targets: [], platforms: [], output: 'written' };

/**
 * Asks what of a bake or compose file is built, for which platforms, and what becomes of it, and runs it as a task.
 *
 * @param file one that was chosen already
 */
export async function bake(ports: BakePorts, file: Uri | undefined): Promise<void> {
  if (!workspace.isTrusted) {
    await tellObstacle({ code: 'untrusted' });
    return;
  }
  const { memory, builders, docker } = ports;
  const initial = file === undefined ? nothingChosen : await stateFor(file, memory);
  const state = await runSteps(initial, [
    bakeFileStep(file, memory),
    bakeTargetStep(
      async (asked, signal) =>
        (await docker.use(({ readBakePlan }, program) => {
          const { directory, files } = placeOf(asked);
          return readBakePlan(program, directory, files, signal);
        })) ?? fail(l10n.t('the workspace is not trusted')),
      tellUnread,
    ),
    bakePlatformStep(builders, () => ownPlatform(builders)),
    bakeOutputStep(() => usualDriver(ports)),
  ]);
  if (state?.scope === undefined) return;
  await rememberBake(memory, state);
  await workspace.saveAll(false);
  if (state.output === 'print') await showPlan(ports, state);
  else await runBake(ports, state, state.scope);
}

async function runBake(
  ports: BakePorts,
  state: BakeState,
  scope: NonNullable<BakeState['scope']>,
): Promise<void> {
  const { directory } = placeOf(state);
  const chosen = state.plan === undefined ? [] : targetsNamed(state.plan, state.targets);
  const found = outsideOf(directory, chosen);
  const isAsked =
    found.length > 0 &&
    (await ports.docker.use(({ bakeNeedsLeave }, program) => bakeNeedsLeave(program))) === true;
  const outside = isAsked ? found : [];
  if (isAsked && !(await mayRead(outside))) return;
  const definition = {
    ...definitionOf(state),
    ...(outside.length > 0 && { args: outside.map((path) => `--allow=fs.read=${path}`) }),
  };
  const name = l10n.t('bake {0}', state.targets.join(' '));
  await tasks.executeTask(buildTask(ports, definition, scope, name));
}

/** bake asks so itself in a terminal; here it would only fail. */
async function mayRead(paths: readonly string[]): Promise<boolean> {
  const allow = l10n.t('Allow and Build');
  const chosen = await window.showWarningMessage(
    l10n.t('Bake needs leave to read outside of its folder'),
    { modal: true, detail: paths.join('\n') },
    allow,
  );
  return chosen === allow;
}

function definitionOf({ files, targets, platforms, output }: BakeState): BuildDefinition {
  return {
    type: buildTaskType,
    bakeFiles: files,
    bakeTargets: targets,
    ...(platforms.length > 0 && { platforms }),
    ...((output === 'load' || output === 'push') && { output }),
  };
}

/** The driver of the builder that bakes; undefined when it does not answer soon. */
async function usualDriver({ builders }: BakePorts): Promise<string | undefined> {
  const { builder } = await readOutputFacts({ builders }, chosenBuilder(), 'none');
  return builder?.driver;
}

async function showPlan(ports: BakePorts, state: BakeState): Promise<void> {
  const { docker, documents } = ports;
  if (state.scope === undefined) return;
  const request = requestOf(definitionOf(state), state.scope);
  if (!request.ok) return;
  const directory = directoryOf({ request: request.value, scope: state.scope });
  const args = buildArguments(request.value);
  const printed = await docker.use(({ printBakePlan }, program) =>
    printBakePlan(program, {
      directory: directory.fsPath,
      files: request.value.bake?.files ?? [],
      args,
    }),
  );
  if (printed === undefined) return;
  if (!printed.ok) {
    await tellUnread(state, printed.problem.message);
    return;
  }
  const command = shownLine([dockerProgram(), ...args]);
  const driver = await usualDriver(ports);
  const targets = printed.value.targets.map((target) => withUsualOutput(target, driver));
  const text = planText({ targets }, command, (path) => relativePath(directory, Uri.file(path)));
  const [json, summary] = [
    documents.keepText('bake-plan.json', printed.value.json),
    documents.keepText('bake-plan.txt', text),
  ];
  await window.showTextDocument(json, { preview: false, viewColumn: ViewColumn.Beside });
  await window.showTextDocument(summary, { preview: false, viewColumn: ViewColumn.One });
}

/** Where bake runs for a state, and its files as seen from there. */
function placeOf({ scope, files, uri }: BakeState) {
  const directory = uri === undefined ? scope?.uri : Uri.joinPath(uri, '..');
  const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
  return { directory: directory?.fsPath ?? '', files: names };
}

async function tellUnread({ uri, files }: BakeState, problem: string): Promise<void> {
  await notify({
    severity: 'error',
    message: l10n.t('Bake cannot read {0}: {1}', files.join(', '), problem),
    remedies:
      uri === undefined
        ? []
        : [{ label: l10n.t('Show the File'), run: () => window.showTextDocument(uri) }],
  });
}
