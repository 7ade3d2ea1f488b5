import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Emulator } from '../../core/build/emulator.ts';
import type { NodePlatform, RunState } from '../../core/build/nodeStates.ts';
import type { WorkerNode } from '../../core/build/workerNode.ts';
import { itemContexts } from '../contributions.ts';
import { tooltipTable } from './tooltip.ts';

/** Icons of the states. */
export const stateIcons: Readonly<Record<RunState, string>> = {
  native: 'chip',
  hardware: 'circuit-board',
  emulated: 'arrow-swap',
  'unknown-how': 'question',
};

/** A platform of a node; the asterisk marks one that is pinned, as in buildx's own lists. */
export function renderPlatform(platform: NodePlatform, node: WorkerNode): TreeItem {
  const { state, emulator, levels, pinned } = platform;
  const row = new TreeItem(platform.platform + (pinned ? '*' : ''));
  row.iconPath = new ThemeIcon(stateIcons[state]);
  // The emulator's name is in the tooltip.
  row.description = [stateText(state), ...levels].join(' · ');
  row.contextValue = itemContexts.platform;
  row.tooltip = tooltipTable(platform.platform, [
    [stateText(state), stateExplanation(state, node)],
    [l10n.t('Emulator'), emulator && `${emulator.name} (${emulator.interpreter})`],
    [l10n.t('Hardware levels'), levels.join(', ')],
    [l10n.t('Pinned (*)'), pinned ? l10n.t('fixed for this node with --platform') : undefined],
  ]);
  row.accessibilityInformation = {
    label: [
      platform.platform,
      stateText(state, emulator),
      ...(pinned ? [l10n.t('pinned')] : []),
    ].join(', '),
  };
  return row;
}

/** Platforms that a node runs alike, those that are emulated folded. */
export function renderPlatforms(
  state: RunState,
  platforms: readonly NodePlatform[],
  node: WorkerNode,
): TreeItem {
  const { Collapsed, Expanded } = TreeItemCollapsibleState;
  const count = platforms.length;
  const title = {
    native: l10n.t('{0} native', count),
    hardware: l10n.t('{0} in hardware', count),
    emulated: l10n.t('{0} emulated', count),
    'unknown-how': l10n.t('{0} runnable', count),
  }[state];
  const row = new TreeItem(title, state === 'hardware' ? Expanded : Collapsed);
  row.iconPath = new ThemeIcon(stateIcons[state]);
  row.description = platforms
    .map(({ platform, pinned }) => shortPlatform(platform) + (pinned ? '*' : ''))
    .join(', ');
  row.tooltip = tooltipTable(title, [
    ['', platforms.map(({ platform }) => platform).join(', ')],
    [stateText(state), stateExplanation(state, node)],
  ]);
  row.accessibilityInformation = { label: `${title}: ${row.description}` };
  return row;
}

/** Without the system that nearly all have: `arm64`, `windows/amd64`. */
export function shortPlatform(platform: string): string {
  return platform.replace(/^linux\//, '');
}

/** The state of a platform on a node, in a word or two. */
export function stateText(state: RunState, emulator?: Emulator): string {
  switch (state) {
    case 'native':
      return l10n.t('native');
    case 'hardware':
      return l10n.t('in hardware');
    case 'emulated':
      return emulator === undefined ? l10n.t('emulated') : l10n.t('emulated by {0}', emulator.name);
    case 'unknown-how':
      return l10n.t('runnable');
  }
}

function stateExplanation(state: RunState, node: WorkerNode): string {
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
