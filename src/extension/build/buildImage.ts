import { l10n, workspace, type Uri } from 'vscode';
import { problemRemedies } from '../builders/problemRemedies.ts';
import { problemText } from '../builders/problemText.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { AccessProblem, Docker } from '../dockerAccess.ts';
import { notify } from '../notify.ts';
import { next, runSteps, type Step } from '../steps/runSteps.ts';
import type { BuildTaskPorts } from '../tasks/buildTask.ts';
import { activeDockerfile } from '../tasks/dockerfiles.ts';
import { emptyPlan, rememberBuild, requestOfPlan, type BuildPlan } from './buildPlan.ts';
import { buildTitle } from './buildTitle.ts';
import { carryOut, startBuild, type BuildPlace } from './carryOut.ts';
import { contextStep } from './contextStep.ts';
import { destinationStep } from './destinationStep.ts';
import { dockerfileStep, planFor, type PlanPorts } from './dockerfileStep.ts';
import { outputStep } from './outputStep.ts';
import { choosePlatforms } from './platformChoice.ts';
import { targetStep } from './targetStep.ts';
import { tagStep } from './tagStep.ts';

/** What a build needs of its surroundings. */
export interface BuildPorts extends BuildTaskPorts, PlanPorts {
  readonly builders: BuilderStore;
  readonly docker: Docker;
}

/**
 * What is built without asking about everything.
 *
 * - `ask`: every choice is asked for, with what was chosen last
 * - `load`: for this machine, into its engine
 * - `push`: for all targets, to the registry
 * - `target`: one stage, to see whether it builds
 */
export type BuildKind = 'ask' | 'load' | 'push' | 'target';

/**
 * Asks what to build, as far as that is not clear, and runs it as a task.
 *
 * @param file a Dockerfile that was chosen already
 */
export async function buildImage(
  ports: BuildPorts,
  kind: BuildKind,
  file: Uri | undefined = kind === 'ask' ? undefined : activeDockerfile(),
): Promise<void> {
  if (!workspace.isTrusted) {
    await tellObstacle({ code: 'untrusted' });
    return;
  }
  // Docker answers while the first question is on the screen.
  let obstacle: AccessProblem | undefined;
  const isObstacle = (problem: AccessProblem) => {
    // What may only concern some builders is left to the build.
    if (['cancelled', 'timeout', 'failed'].includes(problem.code)) return false;
    obstacle = problem;
    return true;
  };
  const found = ports.builders.readSelectedFresh().then(
    (answer) => !answer.ok && isObstacle(answer.problem),
    // The question about platforms reads again, and fails where the user sees it.
    () => false,
  );
  const initial = file === undefined ? emptyPlan : await planFor(file, ports);
  const plan = await runSteps(initial, [
    dockerfileStep(file, ports, found),
    ...furtherSteps(kind, platformStep(ports.builders, isObstacle), outputStep(ports)),
  ]);
  if (obstacle !== undefined) {
    await tellObstacle(obstacle);
  } else if (plan?.uri !== undefined && plan.scope !== undefined) {
    const remembered = kind === 'target' ? { lastTarget: plan.target } : plan;
    await rememberBuild(ports.memory, plan.uri, remembered);
    const asked = asKind(plan, kind, await ownPlatform(ports.builders));
    const place = { file: plan.uri, scope: plan.scope, name: l10n.t('build {0}', plan.file) };
    await runBuild(ports, asked, place);
  }
}

function furtherSteps(
  kind: BuildKind,
  platforms: Step<BuildPlan>,
  output: Step<BuildPlan>,
): readonly Step<BuildPlan>[] {
  switch (kind) {
    case 'ask':
      return [contextStep, platforms, tagStep, output, destinationStep];
    case 'load':
    case 'push':
      // Without a name there is nothing to push or to run.
      return [{ ...tagStep, isAsked: ({ tag }) => tag === '' }];
    case 'target':
      return [targetStep];
  }
}

/** @param own platform of the engine that the image is loaded into */
function asKind(plan: BuildPlan, kind: BuildKind, own: string): BuildPlan {
  switch (kind) {
    case 'ask':
      return plan;
    case 'load':
      return { ...plan, platforms: [own], output: 'load' };
    case 'push':
      return { ...plan, output: 'push' };
    case 'target':
      return { ...plan, tag: '', output: 'cache' };
  }
}

/** The platform of the only engine; buildx's word for this machine where that is not known. */
export async function ownPlatform(builders: BuilderStore): Promise<string> {
  const engine = await builders.readLoadEngine();
  return engine === undefined ? 'local' : `${engine.os}/${engine.architecture}`;
}

/** Says why docker was not asked. */
export async function tellObstacle(problem: AccessProblem): Promise<void> {
  await notify({
    severity: problem.code === 'untrusted' ? 'warning' : 'error',
    message: problemText(problem),
    remedies: problemRemedies(problem),
  });
}

function platformStep(
  builders: BuilderStore,
  isObstacle: (problem: AccessProblem) => boolean,
): Step<BuildPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const question = { ...position, title: buildTitle() };
      const answer = await choosePlatforms(question, plan.platforms, builders, isObstacle);
      return answer.kind === 'next' ? next({ ...plan, platforms: answer.value }) : answer;
    },
  };
}

async function runBuild(
  { docker, server, ...tasks }: BuildPorts,
  plan: BuildPlan,
  place: BuildPlace,
): Promise<void> {
  if (plan.instead !== undefined) await carryOut(plan.instead, { tasks, docker, server }, place);
  else await startBuild(tasks, requestOfPlan(plan), place);
}
