import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { CacheUsage } from '../../adapters/docker/cacheUsage.ts';
import type { Builder, GcRule, WorkerNode } from '../../core/build/workerNode.ts';
import { itemContexts } from '../contributions.ts';
import { tooltipTable } from './tooltip.ts';

/** How large the build cache of a builder is; undefined while that is being asked. */
export function renderCache(builder: Builder, use: CacheUsage | 'unknown' | undefined): TreeItem {
  const hasRules = builder.nodes.some(({ gcPolicy }) => gcPolicy !== undefined);
  const row = new TreeItem(
    l10n.t('Build cache'),
    hasRules ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  row.id = `cache ${builder.name}`;
  row.iconPath = new ThemeIcon('database');
  row.description = sizeText(use);
  row.contextValue = itemContexts.cache;
  row.tooltip = tooltipTable(l10n.t('Build cache of {0}', builder.name), [
    [l10n.t('Size'), sizeText(use)],
    [l10n.t('Can be emptied'), typeof use === 'object' ? use.reclaimable : undefined],
  ]);
  row.accessibilityInformation = { label: l10n.t('Build cache, {0}', row.description) };
  return row;
}

function sizeText(use: CacheUsage | 'unknown' | undefined): string {
  if (use === undefined) return l10n.t('asking…');
  return use === 'unknown' ? l10n.t('size unknown') : use.total;
}

/** One of the rules by which BuildKit empties the cache, in buildx's words. */
export function renderGcRule(
  rule: GcRule,
  position: number,
  node: WorkerNode | undefined,
): TreeItem {
  const number = position + 1;
  const row = new TreeItem(
    node === undefined
      ? l10n.t('Emptied by rule {0}', number)
      : l10n.t('Emptied by rule {0} on {1}', number, node.name),
  );
  // What it is for, and how much; the rest is in the tooltip.
  row.description = rule
    .filter(([name]) => name !== 'All')
    .map(([name, value]) => `${name.toLowerCase()} ${value}`)
    .join(', ');
  row.tooltip = tooltipTable(
    l10n.t('BuildKit removes what exceeds this, the oldest first'),
    rule.map(([name, value]) => [name, value]),
  );
  return row;
}
