import { l10n, type QuickPickItem } from 'vscode';
import { appendNodeArguments, reachEngineArguments } from '../../../core/build/builderCommands.ts';
import { nextNodeName, refuseBuilderName } from '../../../core/build/builderName.ts';
import { withPins } from '../../../core/build/pins.ts';
import { configFile } from '../../../core/build/storedNode.ts';
import type { Builder } from '../../../core/build/workerNode.ts';
import { notify } from '../../notify.ts';
import { plainLabel } from '../../plainRow.ts';
import { askText, chooseSeveral } from '../../steps/quickInputs.ts';
import { next, runSteps, type Step } from '../../steps/runSteps.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import { askBuilder } from './askBuilder.ts';
import { assignmentText, likelyPlatforms } from './assignmentText.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { changeNodes, changeTimeout } from './changeNode.ts';
import { chooseBuilder } from './chooseBuilder.ts';
import { chooseAfterPreview } from './commandPreview.ts';
import { configSteps } from './configSteps.ts';
import { endpointSteps } from './endpointSteps.ts';
import { plannedFiles, plannedNode, type NodePlan } from './nodePlan.ts';
import { optionSteps } from './optionSteps.ts';
import { perform, tellDone, tellFailure, withProgress, type Performed } from './performAction.ts';
import { nameRefusalText, refusal } from './refusalText.ts';
import { startNamed } from './startBuilder.ts';
import { configFiles, readStored } from './storedBuilder.ts';
import { readSurroundings } from './surroundings.ts';

interface AppendPlan extends NodePlan {
  readonly node: string;
  readonly pins: readonly string[];
}

/** Adds a node to a builder, on another machine or with other options. */
export async function appendNode(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const builder = await chooseBuilder(ports, item, {
    title: l10n.t('Add Node'),
    fits: ({ driver }) => isCreatable(driver),
    none: l10n.t('A docker context has one engine. Create a builder first, then add nodes to it.'),
  });
  if (builder !== undefined) await append(ports, builder);
}

/** Adds a node to a builder that is known by its name. */
export async function appendTo(ports: BuilderPorts, name: string): Promise<void> {
  const answer = await ports.builders.list();
  const builder = answer.ok ? answer.builders.find((each) => each.name === name) : undefined;
  if (builder !== undefined) await append(ports, builder);
}

async function append(ports: BuilderPorts, chosen: Builder): Promise<void> {
  const { name, driver } = chosen;
  if (!isCreatable(driver)) {
    await notify({
      severity: 'information',
      message: l10n.t(
        'Builder {0} is a docker context, which has one engine. Create a builder, and add nodes to that.',
        name,
      ),
    });
    return;
  }
  const builder = await askBuilder(ports, chosen);
  const surroundings = await readSurroundings(ports);
  if (surroundings === undefined) return;
  const stored = await readStored(ports, name);
  const [first] = stored?.nodes ?? [];
  const text = first && configFiles(first)?.[configFile];
  const config = {
    ...surroundings.config,
    ...(first === undefined || !text ? {} : { node: { name: first.name, text } }),
  };
  const taken = builder.nodes.map(({ endpoint }) => endpoint);
  const initial: AppendPlan = {
    title: l10n.t('Add Node to {0}', name),
    builder: name,
    driver,
    place: 'address',
    endpoint: '',
    chosen: [],
    values: {},
    config: text ? { kind: 'text', from: 'node', text } : { kind: 'none' },
    node: nextNodeName(
      name,
      builder.nodes.map((each) => each.name),
    ),
    pins: [],
  };
  const plan = await ports.documents.behind(() =>
    runSteps(initial, [
      ...endpointSteps<AppendPlan>(surroundings.contexts, taken),
      nameStep(builder),
      ...optionSteps<AppendPlan>(),
      ...configSteps<AppendPlan>(config, ports.documents),
      pinStep(builder),
      reviewStep(builder),
    ]),
  );
  if (plan !== undefined) await run(ports, plan);
}

function appendArguments(plan: AppendPlan): readonly string[] {
  const { node, pins } = plan;
  return appendNodeArguments({ ...plannedNode(plan), node, platforms: pins });
}

async function run(ports: BuilderPorts, plan: AppendPlan): Promise<void> {
  const { builder: name, node } = plan;
  const args = appendArguments(plan);
  const lines = [actionLine(args)];
  const done = await withProgress(l10n.t('Adding node {0}', node), async (signal) => {
    const reached = await reach(ports, plan, signal);
    if (reached?.ok === false) return reached;
    const action = { args, timeout: changeTimeout, ...plannedFiles(plan) };
    return changeNodes(ports, name, action, signal);
  });
  ports.builders.refresh();
  if (!done.ok) {
    await tellFailure(l10n.t('Node {0} was not added to {1}:', node, name), done.problem, lines);
    return;
  }
  await tellDone(l10n.t('Builder {0} has a node {1} now.', name, node), lines, [
    { label: l10n.t('Start'), run: () => startNamed(ports, name) },
  ]);
}

/** Asks the engine first: when buildx cannot reach it, it damages the other nodes while it undoes that. */
async function reach(
  ports: BuilderPorts,
  { driver, place, endpoint }: AppendPlan,
  signal: AbortSignal,
): Promise<Performed | undefined> {
  if (driver !== 'docker-container' || place === 'current') return undefined;
  return perform(ports, { args: reachEngineArguments(endpoint), timeout: 45_000 }, signal);
}

function nameStep(builder: Builder): Step<AppendPlan> {
  const taken = builder.nodes.map(({ name }) => name);
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const answer = await askText({
        ...position,
        title: plan.title,
        placeholder: 'arm',
        prompt: l10n.t('Name of the node'),
        value: plan.node,
        validate: (name) => {
          const reason = refuseBuilderName(name, taken);
          return reason && refusal(nameRefusalText(reason, name));
        },
      });
      return answer.kind === 'next' ? next({ ...plan, node: answer.value }) : answer;
    },
  };
}

function pinStep(builder: Builder): Step<AppendPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const platforms = [...new Set([...plan.pins, ...likelyPlatforms(builder)])];
      const items = platforms.map((label): QuickPickItem => {
        const holder = builder.nodes.find(({ pinned = [] }) => pinned.includes(label));
        return {
          label,
          ...(holder === undefined
            ? {}
            : { description: plainLabel(l10n.t('pinned to {0} now', holder.name)) }),
        };
      });
      const answer = await chooseSeveral({
        ...position,
        title: plan.title,
        placeholder: l10n.t('Platforms that only this node builds; none lets buildx choose'),
        items,
        initial: items.filter(({ label }) => plan.pins.includes(label)),
        mayBeEmpty: true,
      });
      if (answer.kind !== 'next') return answer;
      return next({ ...plan, pins: answer.value.map(({ label }) => label) });
    },
  };
}

function reviewStep(builder: Builder): Step<AppendPlan> {
  return {
    isAsked: true,
    ask: async (plan, position) => {
      const { node: name, endpoint, pins } = plan;
      const node = { name, endpoint, status: 'inactive', platforms: [] };
      const after = withPins({ ...builder, nodes: [...builder.nodes, node] }, name, pins);
      const answer = await chooseAfterPreview({
        ...position,
        title: plan.title,
        placeholder: assignmentText(after, likelyPlatforms(after)),
        actions: [{ label: `$(add) ${plainLabel(l10n.t('Add node {0}', name))}`, value: plan }],
        initial: () => true,
        commands: [appendArguments(plan)],
      });
      return answer;
    },
  };
}

function isCreatable(driver: string): driver is 'docker-container' | 'kubernetes' | 'remote' {
  return ['docker-container', 'kubernetes', 'remote'].includes(driver);
}
