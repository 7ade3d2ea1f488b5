import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { NodeChoice, NodeSurprise, PlatformChoice } from '../../core/build/nodeChoice.ts';
import type { PlatformOutlook } from '../../core/build/platformOutlook.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import { itemContexts } from '../contributions.ts';
import { shortPlatform, stateIcons, stateText } from './platformRendering.ts';
import { tooltipTable } from './tooltip.ts';

/** Which node builds which of the chosen platforms. */
export function renderTargets(choice: NodeChoice, builder: Builder): TreeItem {
  const { choices, waitsFor } = choice;
  const isKnown = choices.length > 0;
  const row = new TreeItem(
    l10n.t('Targets'),
    isKnown ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  row.id = `targets ${builder.name}`;
  row.iconPath = new ThemeIcon('target');
  const isShared = builder.nodes.length > 1;
  row.description = isKnown
    ? choices
        .map(({ platform, node, outlook }) =>
          isShared
            ? `${shortPlatform(platform)} → ${node}`
            : `${shortPlatform(platform)} ${outlookText(outlook)}`,
        )
        .join(', ')
    : l10n.t('known once {0} runs', waitsFor.join(', '));
  row.contextValue = itemContexts.targets;
  row.tooltip = tooltipTable(
    l10n.t('What a build for the chosen platforms does'),
    isKnown
      ? choices.map((target) => [target.platform, targetText(target, builder)])
      : [['', l10n.t('buildx asks all nodes, unless every platform is pinned to one of them.')]],
  );
  row.accessibilityInformation = { label: `${l10n.t('Targets')}: ${row.description}` };
  return row;
}

/** One of the chosen platforms. */
export function renderTarget(target: PlatformChoice, builder: Builder): TreeItem {
  const row = new TreeItem(target.platform);
  row.description = targetText(target, builder);
  row.iconPath = outlookIcon(target.outlook);
  row.contextValue = itemContexts.target;
  row.accessibilityInformation = { label: `${target.platform}, ${row.description}` };
  return row;
}

function targetText({ node, outlook }: PlatformChoice, { nodes }: Builder): string {
  const how = outlookText(outlook);
  return nodes.length > 1 ? `${node} · ${how}` : how;
}

function outlookText(outlook: PlatformOutlook): string {
  switch (outlook.state) {
    case 'not-runnable':
      return outlook.vain === undefined ? l10n.t('not runnable') : l10n.t('emulator gone');
    case 'unknown':
      return l10n.t('not started');
    default:
      return stateText(outlook.state);
  }
}

function outlookIcon({ state }: PlatformOutlook): ThemeIcon {
  switch (state) {
    case 'not-runnable':
      return new ThemeIcon('circle-slash', new ThemeColor('list.warningForeground'));
    case 'unknown':
      return new ThemeIcon('question');
    default:
      return new ThemeIcon(stateIcons[state]);
  }
}

/** What surprises, in a few words; the whole of it and what to do about it in the tooltip. */
export function renderSurprise(
  surprise: NodeSurprise,
  { pins = [] }: NodeChoice,
  builder: Builder,
): TreeItem {
  const { label, detail } = surpriseText(surprise);
  const row = new TreeItem(label);
  row.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  row.contextValue = pins.length > 0 ? itemContexts.surprisePinnable : itemContexts.surprise;
  const remedy = pins.map(({ node, platforms }) => `${node}: ${platforms.join(', ')}`).join('; ');
  row.tooltip = tooltipTable(label, [
    ['', detail],
    [l10n.t('Pin so that each platform goes where it runs best'), remedy],
  ]);
  row.accessibilityInformation = {
    label: l10n.t('Warning for builder {0}: {1}', builder.name, label),
  };
  return row;
}

/** What is not as expected, and why. */
function surpriseText(surprise: NodeSurprise): { readonly label: string; readonly detail: string } {
  switch (surprise.code) {
    case 'pins-ignored': {
      const unpinned = surprise.unpinned.map(shortPlatform).join(', ');
      const moved = surprise.moved
        .map(({ platform, pinnedTo, node }) =>
          l10n.t('{0} goes to {1} instead of {2}', platform, node, pinnedTo),
        )
        .join('; ');
      return {
        label: l10n.t('Pins do not count: {0} has none', unpinned),
        detail: l10n.t(
          'No node is pinned to {0}. So buildx looks at what all nodes report, and the first one that runs a platform gets it: {1}.',
          surprise.unpinned.join(', '),
          moved,
        ),
      };
    }
    case 'no-node':
      return {
        label: l10n.t('No node has {0}', shortPlatform(surprise.platform)),
        detail: l10n.t(
          'buildx gives it to the first node, {0}, without a word. A RUN fails there; stages that only copy files build.',
          surprise.node,
        ),
      };
    case 'native-elsewhere':
      return {
        label: l10n.t('{0} is native on {1}', shortPlatform(surprise.platform), surprise.native),
        detail: l10n.t(
          'But {0} gets it, because it can run it too and comes first: buildx prefers no native node.',
          surprise.node,
        ),
      };
    case 'silent-nodes': {
      const nodes = surprise.nodes.join(', ');
      return {
        label: l10n.t('Builds wait for {0}', nodes),
        detail: l10n.t(
          'Not every platform is pinned to a node, so buildx asks all nodes. {0} does not answer: after some 20 seconds the build fails.',
          nodes,
        ),
      };
    }
  }
}
