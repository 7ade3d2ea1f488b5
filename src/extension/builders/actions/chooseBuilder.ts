import { l10n, type QuickPickItem } from 'vscode';
import type { Builder, WorkerNode } from '../../../core/build/workerNode.ts';
import { notify } from '../../notify.ts';
import { plainLabel } from '../../plainRow.ts';
import { chooseOne } from '../../steps/quickInputs.ts';
import { selectedName } from '../builderStore.ts';
import type { BuilderItem } from '../buildersTree.ts';
import { problemRemedies } from '../problemRemedies.ts';
import { problemText } from '../problemText.ts';
import type { BuilderPorts } from './builderPorts.ts';

interface Row<T> extends QuickPickItem {
  readonly value: T;
}

/** What is asked for where no row of the view was chosen. */
export interface BuilderQuestion {
  readonly title: string;
  /** Which builders it makes sense for; all when left out. */
  readonly fits?: (builder: Builder) => boolean;
  /** What to say when it makes sense for none. */
  readonly none?: string;
}

/** The builder of a row, else the one that the user chooses; undefined when they leave. */
export async function chooseBuilder(
  { builders }: BuilderPorts,
  item: BuilderItem | undefined,
  { title, fits = () => true, none }: BuilderQuestion,
): Promise<Builder | undefined> {
  if (item !== undefined && 'builder' in item) return item.builder;
  const answer = await builders.list();
  if (!answer.ok) {
    await notify({
      severity: answer.problem.code === 'untrusted' ? 'warning' : 'error',
      message: problemText(answer.problem),
      remedies: problemRemedies(answer.problem),
    });
    return undefined;
  }
  const selected = selectedName(answer.builders);
  const rows = answer.builders.filter(fits).map((builder): Row<Builder> => ({
    value: builder,
    label: plainLabel(builder.name),
    description: [
      plainLabel(builder.driver),
      ...(builder.name === selected ? [l10n.t('used for builds')] : []),
    ].join(' · '),
    detail: plainLabel(builder.nodes.map(({ name, status }) => `${name}: ${status}`).join(', ')),
  }));
  if (rows.length === 0) {
    await notify({ severity: 'information', message: none ?? l10n.t('There is no builder.') });
    return undefined;
  }
  const chosen = await chooseOne<Row<Builder>>({
    title,
    placeholder: l10n.t('Builder'),
    step: 1,
    totalSteps: 1,
    items: rows,
    initial: rows.filter(({ value }) => value.name === selected),
  });
  return chosen.kind === 'next' ? chosen.value.value : undefined;
}

/** The node of a row, the only one of a builder, else the one that the user chooses. */
export async function chooseNode(
  builder: Builder,
  item: BuilderItem | undefined,
  title: string,
): Promise<WorkerNode | undefined> {
  if (item !== undefined && 'node' in item) return item.node;
  if (builder.nodes.length === 1) return builder.nodes[0];
  const rows = builder.nodes.map((node): Row<WorkerNode> => ({
    value: node,
    label: plainLabel(node.name),
    description: plainLabel(node.endpoint),
    ...((node.pinned ?? []).length === 0
      ? {}
      : { detail: l10n.t('pinned: {0}', (node.pinned ?? []).join(', ')) }),
  }));
  const chosen = await chooseOne<Row<WorkerNode>>({
    title,
    placeholder: l10n.t('Node of builder {0}', builder.name),
    step: 1,
    totalSteps: 1,
    items: rows,
    initial: [],
  });
  return chosen.kind === 'next' ? chosen.value.value : undefined;
}
