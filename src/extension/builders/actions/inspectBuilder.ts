import { l10n } from 'vscode';
import type { BuilderItem } from '../buildersTree.ts';
import type { BuilderPorts } from './builderPorts.ts';
import { chooseBuilder } from './chooseBuilder.ts';

/** Shows what `docker buildx inspect` says of a builder. */
export async function inspectBuilder(ports: BuilderPorts, item?: BuilderItem): Promise<void> {
  const builder = await chooseBuilder(ports, item, { title: l10n.t('Inspect Builder') });
  if (builder !== undefined) await ports.documents.showBuilder(builder.name);
}
