import { l10n, type Disposable, type QuickPick, type QuickPickItem } from 'vscode';
import { appendNodeArguments } from '../../../core/build/builderCommands.ts';
import { nodePlatforms } from '../../../core/build/nodeStates.ts';
import { samePlatforms, withPins } from '../../../core/build/pins.ts';
import { sameNode, type StoredBuilder, type StoredNode } from '../../../core/build/storedNode.ts';
import type { Builder, WorkerNode } from '../../../core/build/workerNode.ts';
import { notify } from '../../notify.ts';
import { plainLabel, plainText } from '../../plainRow.ts';
import { chooseSeveral } from '../../steps/quickInputs.ts';
import { next, runSteps, type Step } from '../../steps/runSteps.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { listedText } from '../platformRendering.ts';
import { actionLine } from './actionLine.ts';
import { askBuilder } from './askBuilder.ts';
import { assignmentText, likelyPlatforms } from './assignmentText.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { changeNodes, changeTimeout } from './changeNode.ts';
import { chooseBuilder, chooseNode } from './chooseBuilder.ts';
import { chooseAfterPreview } from './commandPreview.ts';
import { tellDone, tellFailure, withProgress } from './performAction.ts';
import { pinProposed } from './pinProposed.ts';
import { readStored } from './storedBuilder.ts';
import { unpinNode } from './unpinNode.ts';

interface PinItem extends QuickPickItem {
  readonly platform: string;
}

/**
 * Chooses the platforms that are pinned to a node, and says which node builds what then.
 *
 * @param proposed platforms that are ticked instead of those that are pinned now
 */
export async function pinPlatforms(
  ports: BuilderPorts,
  item?: BuilderItem,
  proposed?: readonly string[],
): Promise<void> {
  if (item?.kind === 'surprise' && item.choice.pins !== undefined) {
    await pinProposed(ports, item.builder, item.choice.pins);
    return;
  }
  const title = l10n.t('Pin Platforms to a Node');
  const chosen = await chooseBuilder(ports, item, {
    title,
    fits: ({ driver }) => driver !== 'docker' && driver !== '',
    none: l10n.t('Nothing can be pinned to a docker context. Create a builder first.'),
  });
  if (chosen === undefined) return;
  const builder = await askBuilder(ports, chosen);
  const asked = await chooseNode(builder, item, title);
  // The row may be older than the answer.
  const node = builder.nodes.find(({ name }) => name === asked?.name) ?? asked;
  if (node === undefined) return;
  const stored = await readStored(ports, builder.name);
  const storedNode = stored?.nodes.find(({ name }) => name === node.name);
  if (stored === undefined || storedNode === undefined) {
    await notify({
      severity: 'information',
      message: l10n.t(
        'Nothing can be pinned to {0}: builder {1} is a docker context, or is gone.',
        node.name,
        builder.name,
      ),
    });
    return;
  }
  const known = withPins(builder, node.name, storedNode.platforms);
  const initial = proposed ?? storedNode.platforms;
  const pins = await choosePins(known, node, storedNode, initial);
  if (pins === undefined || samePlatforms(pins, storedNode.platforms)) return;
  if (pins.length === 0) await unpinNode(ports, stored, storedNode);
  else await pin(ports, builder, stored, storedNode, pins);
}

async function pin(
  ports: BuilderPorts,
  builder: Builder,
  stored: StoredBuilder,
  node: StoredNode,
  pins: readonly string[],
): Promise<void> {
  const args = pinArguments(stored, node, pins);
  const lines = [actionLine(args)];
  const action = { args, timeout: changeTimeout };
  const done = await withProgress(l10n.t('Pinning platforms to {0}', node.name), (signal) =>
    changeNodes(ports, builder.name, action, signal),
  );
  ports.builders.refresh();
  if (!done.ok) {
    await tellFailure(l10n.t('Nothing was pinned to {0}:', node.name), done.problem, lines);
    return;
  }
  const after = withPins(builder, node.name, pins);
  await tellDone(
    l10n.t(
      '{0} is pinned to {1}. {2}.',
      pins.join(', '),
      node.name,
      assignmentText(after, likelyPlatforms(after)),
    ),
    lines,
  );
}

function pinArguments(
  builder: StoredBuilder,
  node: StoredNode,
  pins: readonly string[],
): readonly string[] {
  return appendNodeArguments({ ...sameNode(builder, node), platforms: pins });
}

/** Asks for the platforms, then shows the command and what builds will do. */
async function choosePins(
  builder: Builder,
  node: WorkerNode,
  stored: StoredNode,
  initial: readonly string[],
): Promise<readonly string[] | undefined> {
  const review: Step<readonly string[]> = {
    isAsked: (pins) => pins.length > 0 && !samePlatforms(pins, stored.platforms),
    ask: (pins, position) => {
      const after = withPins(builder, node.name, pins);
      const { driver, name } = builder;
      const args = pinArguments({ name, driver, nodes: [] }, stored, pins);
      const text = l10n.t('Pin {0} to {1}', pins.join(', '), node.name);
      return chooseAfterPreview({
        ...position,
        title: l10n.t('Pin Platforms to {0}', node.name),
        placeholder: assignmentText(after, likelyPlatforms(after)),
        actions: [{ label: `$(pin) ${plainLabel(text)}`, value: pins }],
        initial: () => true,
        commands: [args],
      });
    },
  };
  return runSteps(initial, [platformStep(builder, node), review]);
}

function platformStep(builder: Builder, node: WorkerNode): Step<readonly string[]> {
  return {
    isAsked: true,
    ask: async (pins, position) => {
      const items = pinItems(builder, node, pins);
      const title = l10n.t('Pin Platforms to {0}', node.name);
      const answer = await chooseSeveral<PinItem>({
        ...position,
        title,
        placeholder: l10n.t('Platforms that only this node builds; none takes the pins away'),
        items,
        initial: items.filter(({ platform }) => pins.includes(platform)),
        mayBeEmpty: true,
        prepare: (pick) => showAssignment(pick, title, builder, node),
      });
      if (answer.kind !== 'next') return answer;
      return next(answer.value.map(({ platform }) => platform));
    },
  };
}

/** Keeps the title in step with what is ticked: which node would build what. */
function showAssignment(
  pick: QuickPick<PinItem>,
  title: string,
  builder: Builder,
  node: WorkerNode,
): Disposable {
  return pick.onDidChangeSelection((rows) => {
    const after = withPins(
      builder,
      node.name,
      rows.map(({ platform }) => platform),
    );
    pick.title = plainText(`${title} (${assignmentText(after, likelyPlatforms(after))})`);
  });
}

function pinItems(builder: Builder, node: WorkerNode, pins: readonly string[]): readonly PinItem[] {
  const own = nodePlatforms(node);
  const platforms = new Set([
    ...pins,
    ...own.map(({ platform }) => platform),
    ...likelyPlatforms(builder),
  ]);
  return [...platforms].map((platform) => {
    const found = own.find((each) => each.platform === platform);
    const holder = builder.nodes.find(
      ({ name, pinned = [] }) => name !== node.name && pinned.includes(platform),
    );
    const remarks = [
      ...(found === undefined ? [] : [listedText(found)]),
      ...(holder === undefined ? [] : [l10n.t('pinned to {0} now', holder.name)]),
    ];
    return { platform, label: platform, description: plainLabel(remarks.join(' · ')) };
  });
}
