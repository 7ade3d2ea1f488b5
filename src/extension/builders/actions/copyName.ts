import { env, l10n, window } from 'vscode';
import type { BuilderItem } from '../buildersTree.ts';
import { reasonLabel } from '../reasonRendering.ts';

/** Copies what identifies a row, the name of a builder or node or a platform, and says so. */
export async function copyName(item: BuilderItem): Promise<void> {
  const name = itemName(item);
  await env.clipboard.writeText(name);
  window.setStatusBarMessage(l10n.t('Copied {0}', name), 3000);
}

function itemName(item: BuilderItem): string {
  switch (item.kind) {
    case 'builder':
    case 'targets':
    case 'surprise':
    case 'cache':
    case 'gc-rule':
      return item.builder.name;
    case 'node':
    case 'platforms':
      return item.node.name;
    case 'target':
      return item.target.platform;
    case 'platform':
      return item.platform.platform;
    case 'reason':
      return reasonLabel(item.reason);
  }
}
