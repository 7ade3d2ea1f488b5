import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { CacheUsage } from '../../adapters/docker/cacheUsage.ts';
import { isSilent } from '../../core/build/nodeChoice.ts';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import { itemContexts } from '../contributions.ts';
import { plainRow } from '../plainRow.ts';
import { seenOf, type BuilderItem } from './buildersTree.ts';
import type { SeenBuilder } from './builderRoll.ts';
import { renderCache, renderGcRule } from './cacheRendering.ts';
import { renderPlatform, renderPlatforms } from './platformRendering.ts';
import { renderReason } from './reasonRendering.ts';
import { renderSurprise, renderTarget, renderTargets } from './targetRendering.ts';
import { tooltipTable } from './tooltip.ts';

/** Builders with more nodes than this show them folded. */
const fewNodes = 3;

/** How a row looks and what a screen reader says. */
export function renderItem(
  item: BuilderItem,
  cacheUse: (builder: Builder) => CacheUsage | 'unknown' | undefined,
): TreeItem {
  return plainRow(render(item, cacheUse));
}

function render(item: BuilderItem, cacheUse: Parameters<typeof renderItem>[1]): TreeItem {
  switch (item.kind) {
    case 'builder':
      return renderBuilder(seenOf(item), item.selected);
    case 'node':
      return renderNode(item.node, item.builder);
    case 'platforms': {
      const row = renderPlatforms(item.state, item.platforms, item.node);
      row.id = `platforms ${nodeId(item.builder, item.node)} ${item.state}`;
      return row;
    }
    case 'platform':
      return renderPlatform(item.platform, item.node);
    case 'targets':
      return renderTargets(item.choice, item.builder);
    case 'target':
      return renderTarget(item.target, item.builder);
    case 'surprise':
      return renderSurprise(item.surprise, item.choice, item.builder);
    case 'cache':
      return renderCache(item.builder, cacheUse(item.builder));
    case 'gc-rule':
      return renderGcRule(item.rule, item.position, item.node);
    case 'reason':
      return renderReason(item.reason);
  }
}

function renderBuilder(seen: SeenBuilder, selected: boolean): TreeItem {
  const { builder, isKnown, isAsked } = seen;
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const row = new TreeItem(builder.name, selected ? Expanded : Collapsed);
  // One that builds begin to use is another row to the editor, and so is unfolded.
  row.id = `${selected ? 'used' : 'builder'} ${builder.name}`;
  row.iconPath = builderIcon(seen, selected);
  row.description = [
    ...(builder.driver === '' ? [] : [builder.driver]),
    ...(isAsked && !isKnown ? [l10n.t('asking…')] : []),
    ...(hasFailed(seen) ? [l10n.t('does not answer')] : []),
    ...(selected ? [l10n.t('used for builds')] : []),
  ].join(' · ');
  row.contextValue = isStopped(builder) ? itemContexts.builderStopped : itemContexts.builder;
  row.tooltip = tooltipTable(builder.name, [
    [l10n.t('Driver'), builder.driver],
    [l10n.t('Current builder of buildx'), builder.current ? l10n.t('yes') : l10n.t('no')],
    [l10n.t('Last used'), builder.lastActivity && dateText(builder.lastActivity)],
    [l10n.t('Error'), builder.error],
  ]);
  row.accessibilityInformation = {
    label: l10n.t('Builder {0}, {1}', builder.name, row.description),
  };
  return row;
}

/** As the user's language writes times. */
function dateText(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString();
}

/** A builder that fails is shown as failing, also when it is the one that is used. */
function builderIcon(seen: SeenBuilder, selected: boolean): ThemeIcon {
  if (hasFailed(seen)) return new ThemeIcon('error', new ThemeColor('errorForeground'));
  if (seen.isAsked && !seen.isKnown) return new ThemeIcon('loading~spin');
  return selected
    ? new ThemeIcon('pass-filled', new ThemeColor('charts.green'))
    : new ThemeIcon('server');
}

/** Whether nothing can be built with it as it is. */
function hasFailed({ builder, problem, isKnown }: SeenBuilder): boolean {
  if (builder.error !== undefined || problem !== undefined) return true;
  const { nodes } = builder;
  return isKnown && nodes.length > 0 && nodes.every((node) => isSilent(builder, node));
}

function isStopped({ driver, nodes }: Builder): boolean {
  // A remote node cannot be started from here.
  if (driver === 'remote') return false;
  return nodes.some(({ status }) => status === 'inactive' || status === 'stopped');
}

/** Two rows with one id would empty the view, and a file can name two nodes alike. */
function nodeId({ name, nodes }: Builder, node: WorkerNode): string {
  return `${name} ${nodes.indexOf(node)} ${node.name}`;
}

function renderNode(node: WorkerNode, builder: Builder): TreeItem {
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const row = new TreeItem(node.name, builder.nodes.length > fewNodes ? Collapsed : Expanded);
  row.id = `node ${nodeId(builder, node)}`;
  row.iconPath = nodeIcon(node, builder);
  row.description = nodeDescription(node, builder);
  row.contextValue = itemContexts.node;
  row.tooltip = tooltipTable(node.name, [
    [l10n.t('Endpoint'), node.endpoint],
    [l10n.t('Status'), statusText(node, builder)],
    [l10n.t('BuildKit'), node.buildkitVersion],
    [l10n.t('Docker engine'), node.engine?.version],
    [l10n.t('Image store'), node.engine && imageStoreText(node.engine.imageStore)],
    [l10n.t('Pinned platforms (*)'), node.pinned?.join(', ')],
    [l10n.t('Error'), node.error],
  ]);
  row.accessibilityInformation = {
    label: [l10n.t('Node {0}', node.name), statusText(node, builder), row.description].join(', '),
  };
  return row;
}

/** What matters most first: a view is narrow. That a node runs is left to its icon. */
function nodeDescription(node: WorkerNode, builder: Builder): string {
  const { status, engine, buildkitVersion, endpoint } = node;
  if (status !== 'running') return statusText(node, builder);
  if (builder.driver === 'docker' && engine !== undefined) {
    return l10n.t('engine {0}', engine.version);
  }
  return buildkitVersion === undefined ? endpoint : l10n.t('BuildKit {0}', buildkitVersion);
}

/** buildx's words but for those that mislead. */
function statusText(node: WorkerNode, builder: Builder): string {
  if (node.status === 'unknown') return l10n.t('asking…');
  if (isSilent(builder, node)) return l10n.t('does not answer');
  return node.status === 'inactive' ? l10n.t('not started') : node.status;
}

function imageStoreText(store: 'containerd' | 'classic'): string {
  return store === 'containerd' ? l10n.t('containerd image store') : l10n.t('classic image store');
}

function nodeIcon(node: WorkerNode, builder: Builder): ThemeIcon {
  if (isSilent(builder, node)) return new ThemeIcon('error', new ThemeColor('errorForeground'));
  return new ThemeIcon(node.status === 'running' ? 'vm-running' : 'vm-outline');
}
