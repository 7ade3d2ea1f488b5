import { l10n } from 'vscode';
import { leaveNodeArguments } from '../../../core/build/builderCommands.ts';
import type { Builder, WorkerNode } from '../../../core/build/workerNode.ts';
import { notify } from '../../notify.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { actionLine } from './actionLine.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder, chooseNode } from './chooseBuilder.ts';
import { confirm, performOne, tellDone, tellFailure } from './performAction.ts';
import { removeBuilder } from './removeBuilder.ts';

/** Takes a node out of a builder. */
export async function removeNode(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const title = l10n.t('Remove Node');
  const builder = await chooseBuilder(ports, item, {
    title,
    fits: ({ nodes }) => nodes.length > 1,
    none: l10n.t('No builder has more than one node.'),
  });
  if (builder === undefined) return;
  const node = await chooseNode(builder, item, title);
  if (node === undefined) return;
  if (builder.nodes.length === 1) {
    await notify({
      severity: 'information',
      message: l10n.t(
        '{0} is the only node of builder {1}: buildx removes it with the builder.',
        node.name,
        builder.name,
      ),
      remedies: [
        {
          label: l10n.t('Remove Builder…'),
          run: () => removeBuilder(ports, { kind: 'builder', builder, selected: false }),
        },
      ],
    });
    return;
  }
  await leave(ports, builder, node);
}

async function leave(ports: BuilderPorts, builder: Builder, node: WorkerNode): Promise<void> {
  const args = leaveNodeArguments(builder.name, node.name);
  const lines = [actionLine(args)];
  const remove = l10n.t('Remove');
  const chosen = await confirm(
    l10n.t('Remove node {0} from builder {1}?', node.name, builder.name),
    [remainder(builder, node)],
    lines,
    [remove],
  );
  if (chosen === undefined) return;
  const title = l10n.t('Removing node {0}', node.name);
  const removed = await performOne(ports, title, { args, timeout: 60_000 });
  if (removed.ok) {
    await tellDone(l10n.t('Builder {0} has no node {1} any more.', builder.name, node.name), lines);
  } else {
    await tellFailure(l10n.t('Node {0} was not removed:', node.name), removed.problem, lines);
  }
}

/** buildx forgets the node, and leaves what runs (buildx v0.36, builder/builder.go, Leave). */
function remainder({ driver }: Builder, { name, endpoint }: WorkerNode): string {
  switch (driver) {
    case 'docker-container':
      return l10n.t(
        'buildx only forgets it: the container buildx_buildkit_{0} and its build cache stay on {1} until they are removed there.',
        name,
        endpoint,
      );
    case 'kubernetes':
      return l10n.t(
        'buildx only forgets it: its pods stay in the cluster until they are removed there.',
      );
    default:
      return l10n.t('BuildKit at {0} stays as it is.', endpoint);
  }
}
