import { l10n } from 'vscode';
import { appendNodeArguments, leaveNodeArguments } from '../../../core/build/builderCommands.ts';
import {
  canBeAddedAgain,
  newNode,
  type StoredBuilder,
  type StoredNode,
} from '../../../core/build/storedNode.ts';
import { notify } from '../../notify.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { changeTimeout } from './changeNode.ts';
import { confirm, perform, tellDone, tellFailure, withProgress } from './performAction.ts';
import { configFiles } from './storedBuilder.ts';

/**
 * Takes all pins from a node. buildx has no word for that (`--platform ""` is refused, and left out it
 * keeps the pins), so the node is taken out and added again, as the last one.
 */
export async function unpinNode(
  ports: BuilderPorts,
  builder: StoredBuilder,
  node: StoredNode,
): Promise<void> {
  if (!canBeAddedAgain(builder, node)) {
    await notify({
      severity: 'information',
      message: l10n.t(
        'buildx cannot take all pins from {0}: it has no command for that, and this node cannot be removed and added again without a loss. Pin these platforms to another node instead, or create the builder anew.',
        node.name,
      ),
    });
    return;
  }
  const leaving = leaveNodeArguments(builder.name, node.name);
  const adding = appendNodeArguments({ ...newNode(builder, node), platforms: [] });
  const lines = [actionLine(leaving), actionLine(adding)];
  const take = l10n.t('Take Pins Away');
  const chosen = await confirm(
    l10n.t('Take all pins from {0}?', node.name),
    [
      l10n.t(
        'buildx has no command for that. The node is removed and added again as it is, as the last one of builder {0}; its BuildKit keeps running.',
        builder.name,
      ),
    ],
    lines,
    [take],
  );
  if (chosen === undefined) return;
  const files = configFiles(node);
  const done = await withProgress(l10n.t('Taking pins from {0}', node.name), async () => {
    // Once it is out, it must get in again: nothing ends this half-way but its time limit.
    const { signal } = new AbortController();
    const left = await perform(ports, { args: leaving, timeout: changeTimeout }, signal);
    if (!left.ok) return left;
    const action = {
      args: adding,
      timeout: changeTimeout,
      ...(files === undefined ? {} : { files }),
    };
    return perform(ports, action, signal);
  });
  ports.builders.refresh();
  if (done.ok) await tellDone(l10n.t('Nothing is pinned to {0} any more.', node.name), lines);
  else await tellFailure(l10n.t('The pins of {0} were not taken:', node.name), done.problem, lines);
}
