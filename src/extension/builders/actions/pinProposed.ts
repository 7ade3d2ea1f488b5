import { l10n } from 'vscode';
import { appendNodeArguments } from '../../../core/build/builderCommands.ts';
import type { NodePins } from '../../../core/build/mendingPins.ts';
import { withPins } from '../../../core/build/pins.ts';
import { sameNode } from '../../../core/build/storedNode.ts';
import type { Builder } from '../../../core/build/workerNode.ts';
import { actionLine } from './actionLine.ts';
import { assignmentText, likelyPlatforms } from './assignmentText.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { changeNodes, changeTimeout } from './changeNode.ts';
import { chooseAfterPreview } from './commandPreview.ts';
import { tellDone, tellFailure, withProgress, type Performed } from './performAction.ts';
import { readStored } from './storedBuilder.ts';

/** Pins what makes each platform go to the node that runs it best, after the commands were shown. */
export async function pinProposed(
  ports: BuilderPorts,
  builder: Builder,
  pins: readonly NodePins[],
): Promise<void> {
  const stored = await readStored(ports, builder.name);
  if (stored === undefined) return;
  const commands = pins.flatMap(({ node: name, platforms }) => {
    const node = stored.nodes.find((each) => each.name === name);
    return node === undefined
      ? []
      : [appendNodeArguments({ ...sameNode(stored, node), platforms })];
  });
  const after = pins.reduce((now, each) => withPins(now, each.node, each.platforms), builder);
  const places = assignmentText(after, likelyPlatforms(after));
  if (!(await isAgreed(builder.name, commands, places))) return;
  const lines = commands.map(actionLine);
  const done = await withProgress(l10n.t('Pinning platforms of {0}', builder.name), (signal) =>
    runEach(ports, builder.name, commands, signal),
  );
  ports.builders.refresh();
  if (done?.ok === false) {
    await tellFailure(l10n.t('Not everything was pinned:'), done.problem, lines);
  } else {
    await tellDone(
      l10n.t('Platforms are pinned in builder {0}. {1}.', builder.name, places),
      lines,
    );
  }
}

async function isAgreed(
  builder: string,
  commands: readonly (readonly string[])[],
  places: string,
): Promise<boolean> {
  const answer = await chooseAfterPreview({
    title: l10n.t('Pin Platforms of {0}', builder),
    placeholder: places,
    step: 1,
    totalSteps: 1,
    actions: [{ label: `$(pin) ${l10n.t('Pin as proposed')}`, value: true }],
    initial: () => true,
    commands,
  });
  return answer.kind === 'next';
}

/** One after the other; the first that fails ends it. */
async function runEach(
  ports: BuilderPorts,
  builder: string,
  commands: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<Performed | undefined> {
  let last: Performed | undefined;
  for (const args of commands) {
    last = await changeNodes(ports, builder, { args, timeout: changeTimeout }, signal);
    if (!last.ok) break;
  }
  return last;
}
