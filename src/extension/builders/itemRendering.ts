import {
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import type { Emulator } from '../../core/build/emulator.ts';
import type { NodePlatform, RunState } from '../../core/build/nodeStates.ts';
import type { Builder, WorkerNode } from '../../core/build/workerNode.ts';
import { itemContexts } from '../contributions.ts';
import type { BuilderItem, Reason } from './buildersTree.ts';

/** How a row looks and what a screen reader says. */
export function renderItem(item: BuilderItem): TreeItem {
  switch (item.kind) {
    case 'builder':
      return renderBuilder(item.builder, item.selected);
    case 'node':
      return renderNode(item.node, item.builder);
    case 'platform':
      return renderPlatform(item.platform, item.node);
    case 'reason':
      return renderReason(item.reason);
  }
}

function renderBuilder(builder: Builder, selected: boolean): TreeItem {
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const row = new TreeItem(builder.name, selected ? Expanded : Collapsed);
  row.id = `builder ${builder.name}`;
  row.iconPath = builderIcon(builder, selected);
  row.description = [
    builder.driver === '' ? l10n.t('not reachable') : builder.driver,
    ...(selected ? [l10n.t('used for builds')] : []),
  ].join(' · ');
  row.contextValue = isStopped(builder) ? itemContexts.builderStopped : itemContexts.builder;
  row.tooltip = table(builder.name, [
    [l10n.t('Driver'), builder.driver],
    [l10n.t('Current builder of buildx'), builder.current ? l10n.t('yes') : l10n.t('no')],
    [l10n.t('Last used'), builder.lastActivity],
    [l10n.t('Error'), builder.error],
  ]);
  row.accessibilityInformation = {
    label: l10n.t('Builder {0}, {1}', builder.name, row.description),
  };
  return row;
}

/** A builder that fails is shown as failing, also when it is the one that is used. */
function builderIcon({ error }: Builder, selected: boolean): ThemeIcon {
  if (error !== undefined) return new ThemeIcon('error', new ThemeColor('errorForeground'));
  return selected
    ? new ThemeIcon('pass-filled', new ThemeColor('charts.green'))
    : new ThemeIcon('server');
}

function isStopped({ nodes }: Builder): boolean {
  return nodes.some(({ status }) => status === 'inactive' || status === 'stopped');
}

function renderNode(node: WorkerNode, builder: Builder): TreeItem {
  const row = new TreeItem(node.name, TreeItemCollapsibleState.Expanded);
  row.id = `node ${builder.name} ${node.name}`;
  row.iconPath = nodeIcon(node);
  row.description = nodeDescription(node, builder);
  row.contextValue = itemContexts.node;
  row.tooltip = table(node.name, [
    [l10n.t('Endpoint'), node.endpoint],
    [l10n.t('Status'), node.status],
    [l10n.t('BuildKit'), node.buildkitVersion],
    [l10n.t('Docker engine'), node.engine?.version],
    [l10n.t('Image store'), node.engine && imageStoreText(node.engine.imageStore)],
    [l10n.t('Pinned platforms'), node.pinned?.join(', ')],
    [l10n.t('Error'), node.error],
  ]);
  row.accessibilityInformation = {
    label: l10n.t('Node {0}, {1}', node.name, [node.status, row.description].join(', ')),
  };
  return row;
}

/** What matters most first: a view is narrow. That a node runs is left to its icon. */
function nodeDescription(
  { status, engine, buildkitVersion }: WorkerNode,
  { driver }: Builder,
): string {
  const version =
    driver === 'docker' && engine !== undefined
      ? l10n.t('engine {0}', engine.version)
      : buildkitVersion && l10n.t('BuildKit {0}', buildkitVersion);
  return status === 'running' && version !== undefined ? version : status;
}

function imageStoreText(store: 'containerd' | 'classic'): string {
  return store === 'containerd' ? l10n.t('containerd image store') : l10n.t('classic image store');
}

function nodeIcon(node: WorkerNode): ThemeIcon {
  if (node.error !== undefined) return new ThemeIcon('error', new ThemeColor('errorForeground'));
  return new ThemeIcon(node.status === 'running' ? 'vm-running' : 'vm-outline');
}

function renderPlatform(platform: NodePlatform, node: WorkerNode): TreeItem {
  const row = new TreeItem(platform.platform);
  row.iconPath = new ThemeIcon(platformIcons[platform.state]);
  row.description = [
    // The emulator's name is in the tooltip.
    stateText(platform.state),
    ...(platform.levels.length === 0 ? [] : [l10n.t('levels {0}', platform.levels.join(', '))]),
    ...(platform.pinned ? [l10n.t('pinned')] : []),
  ].join(' · ');
  row.contextValue = itemContexts.platform;
  row.tooltip = table(platform.platform, [
    [stateText(platform.state), stateExplanation(platform, node)],
    [
      l10n.t('Emulator'),
      platform.emulator && `${platform.emulator.name} (${platform.emulator.interpreter})`,
    ],
    [l10n.t('Hardware levels'), platform.levels.join(', ')],
  ]);
  row.accessibilityInformation = {
    label: `${platform.platform}, ${stateText(platform.state, platform.emulator)}`,
  };
  return row;
}

const platformIcons: Readonly<Record<RunState, string>> = {
  native: 'chip',
  hardware: 'circuit-board',
  emulated: 'arrow-swap',
  'unknown-how': 'question',
};

/** The state of a platform on a node, in a few words. */
export function stateText(state: RunState, emulator?: Emulator): string {
  switch (state) {
    case 'native':
      return l10n.t('native');
    case 'hardware':
      return l10n.t('compatible in hardware');
    case 'emulated':
      return emulator === undefined ? l10n.t('emulated') : l10n.t('emulated by {0}', emulator.name);
    case 'unknown-how':
      return l10n.t('runnable, how unknown');
  }
}

function stateExplanation({ state }: NodePlatform, node: WorkerNode): string {
  switch (state) {
    case 'native':
      return l10n.t('programs run at full speed');
    case 'hardware':
      return l10n.t('the processor runs this instruction set too, at full speed');
    case 'emulated':
      return l10n.t('every instruction is translated: correct, but many times slower');
    case 'unknown-how':
      return node.engine === undefined
        ? l10n.t('BuildKit says that it runs; whether emulated cannot be seen from here')
        : l10n.t(
            'BuildKit says that it runs; the emulators of its machine cannot be seen from here',
          );
  }
}

function renderReason(reason: Reason): TreeItem {
  const row = new TreeItem(reasonLabel(reason));
  row.iconPath =
    reason.code === 'not-started'
      ? new ThemeIcon('info')
      : new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  row.contextValue = itemContexts.problem;
  row.tooltip = reasonTooltip(reason);
  return row;
}

/** The text of a reason, short enough for a row. */
export function reasonLabel(reason: Reason): string {
  switch (reason.code) {
    case 'error':
      return reason.message;
    case 'not-started':
      return l10n.t('Not started');
    case 'no-such-builder':
      return l10n.t('No builder "{0}"', reason.name);
  }
}

function reasonTooltip(reason: Reason): string {
  switch (reason.code) {
    case 'error':
      return reason.message;
    case 'not-started':
      return l10n.t('The platforms of a node are known once it has been started and answers.');
    case 'no-such-builder':
      return l10n.t(
        'The setting multiarch.builder asks for {0}, which does not exist. Use another builder, or empty the setting.',
        reason.name,
      );
  }
}

/** A tooltip: a title and the lines that have something to say. Texts of tools are not read as Markdown. */
function table(
  title: string,
  lines: readonly (readonly [string, string | undefined])[],
): MarkdownString {
  const text = new MarkdownString(undefined, true);
  text.appendMarkdown('**').appendText(title).appendMarkdown('**');
  for (const [name, value] of lines) {
    if (value === undefined || value === '') continue;
    text.appendMarkdown('\n\n').appendText(`${name}: ${value}`);
  }
  return text;
}
