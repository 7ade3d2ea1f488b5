import { l10n } from 'vscode';
import {
  bootstrapArguments,
  createBuilderArguments,
  createContextArguments,
} from '../../../core/build/builderCommands.ts';
import { freeName, refuseBuilderName, refuseContextName } from '../../../core/build/builderName.ts';
import { writeChosenBuilder } from '../../settings.ts';
import { askText } from '../../steps/quickInputs.ts';
import { next, runSteps, type Step } from '../../steps/runSteps.ts';
import { actionLine } from './actionLine.ts';
import { appendTo } from './appendNode.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { configSteps } from './configSteps.ts';
import { driverStep } from './driverStep.ts';
import { endpointSteps } from './endpointSteps.ts';
import { finishStep, type CreationPlan } from './finishStep.ts';
import { plannedFiles, plannedNode } from './nodePlan.ts';
import { optionSteps } from './optionSteps.ts';
import { performOne, tellDone, tellFailure } from './performAction.ts';
import { nameRefusalText, refusal } from './refusalText.ts';
import { start, tellNotStarted } from './startBuilder.ts';
import { readSurroundings } from './surroundings.ts';

/** A name for a new builder; the next free number is added to it. */
const usualName = 'multiarch';

/** By ssh an engine has 30 s to answer; a cluster may be slower. */
const createTimeout = 90_000;

/** Asks how a builder is to be, shows the command, and creates it. */
export async function createBuilder(ports: BuilderPorts): Promise<void> {
  const surroundings = await readSurroundings(ports);
  if (surroundings === undefined) return;
  const { names, contexts, config } = surroundings;
  const initial: CreationPlan = {
    title: l10n.t('Create Builder'),
    driver: 'docker-container',
    builder: freeName(usualName, names),
    place: 'current',
    endpoint: '',
    chosen: [],
    values: {},
    config: { kind: 'none' },
    after: 'use-and-start',
  };
  const plan = await ports.documents.behind(() =>
    runSteps(initial, [
      driverStep,
      nameStep(names),
      ...endpointSteps<CreationPlan>(contexts, []),
      ...optionSteps<CreationPlan>(),
      ...configSteps<CreationPlan>(config, ports.documents),
      finishStep(creationArguments),
    ]),
  );
  if (plan !== undefined) await create(ports, plan);
}

function creationArguments(plan: CreationPlan): readonly string[] {
  return plan.driver === 'docker'
    ? createContextArguments(plan.builder, plan.endpoint)
    : createBuilderArguments(plan.driver, plannedNode(plan));
}

async function create(ports: BuilderPorts, plan: CreationPlan): Promise<void> {
  const { builder: name, driver, after } = plan;
  const args = creationArguments(plan);
  const lines = [args, ...(after === 'use-and-start' ? [bootstrapArguments(name)] : [])].map(
    actionLine,
  );
  const created = await performOne(ports, l10n.t('Creating builder {0}', name), {
    args,
    timeout: createTimeout,
    ...plannedFiles(plan),
  });
  if (!created.ok) {
    await tellFailure(l10n.t('Builder {0} was not created:', name), created.problem, lines, [
      { label: l10n.t('Try Again'), run: () => createBuilder(ports) },
    ]);
    return;
  }
  if (after === 'use-and-start') {
    const started = await start(ports, name);
    // Builds go on as before until it runs.
    if (!started.ok) {
      await tellNotStarted(name, started.problem);
      return;
    }
  }
  if (after !== 'nothing') await writeChosenBuilder(name);
  await tellDone(
    after === 'nothing'
      ? l10n.t('Builder {0} was created.', name)
      : l10n.t('Builder {0} was created, and builds use it.', name),
    lines,
    driver === 'docker' ? [] : [{ label: l10n.t('Add Node…'), run: () => appendTo(ports, name) }],
  );
}

function nameStep(names: readonly string[]): Step<CreationPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const isContext = plan.driver === 'docker';
      const answer = await askText({
        ...position,
        title: plan.title,
        placeholder: usualName,
        prompt: isContext
          ? l10n.t('Name of the docker context, and so of the builder')
          : l10n.t('Name of the builder, for docker buildx build --builder'),
        value: plan.builder,
        validate: (name) => {
          const reason = isContext
            ? refuseContextName(name, names)
            : refuseBuilderName(name, names);
          return reason && refusal(nameRefusalText(reason, name));
        },
      });
      return answer.kind === 'next' ? next({ ...plan, builder: answer.value }) : answer;
    },
  };
}
