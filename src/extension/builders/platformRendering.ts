import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Emulator } from '../../core/build/emulator.ts';
import { emulatorTitle } from '../../core/build/emulatorTitle.ts';
import type {
  ListedInVain,
  ListedState,
  NodePlatform,
  RunState,
} from '../../core/build/nodeStates.ts';
import type { WorkerNode } from '../../core/build/workerNode.ts';
import { itemContexts } from '../contributions.ts';
import { commandTo } from '../register.ts';
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
  const { emulator, levels, pinned } = platform;
  const text = listedText(platform);
  const row = new TreeItem(platform.platform + (pinned ? '*' : ''));
  row.iconPath = listedIcon(platform.state);
  row.description = [text, ...levels].join(' · ');
  row.contextValue = itemContexts.platform;
  row.tooltip = tooltipTable(platform.platform, [
    [text, listedExplanation(platform, node)],
    [l10n.t('Emulator'), emulator && emulatorText(emulator)],
    [l10n.t('Hardware levels'), levels.join(', ')],
    [l10n.t('Pinned (*)'), pinned ? l10n.t('fixed for this node with --platform') : undefined],
  ]);
  row.accessibilityInformation = {
    label: [platform.platform, text, ...(pinned ? [l10n.t('pinned')] : [])].join(', '),
  };
  // Emulation is looked at, and mended, in its own view.
  if (platform.state === 'not-runnable') {
    row.command = commandTo('multiarch.checkEmulation', l10n.t('Check Emulation'));
  }
  return row;
}

/** The entry that is used and its program, or that BuildKit's image brings it. */
function emulatorText(emulator: Emulator): string {
  const title = emulatorTitle(emulator);
  return emulator.inImage === true
    ? l10n.t('{0}, in BuildKit’s image: RUN steps use it, docker run cannot', title)
    : l10n.t('{0}: entry {1}, program {2}', title, emulator.name, emulator.interpreter);
}

/** Platforms that a node takes alike, folded where that is no news. */
export function renderPlatforms(
  state: ListedState,
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
    'not-runnable': l10n.t('{0} without emulator', count),
  }[state];
  const isOpen = state === 'hardware' || state === 'not-runnable';
  const row = new TreeItem(title, isOpen ? Expanded : Collapsed);
  row.iconPath = listedIcon(state);
  row.description = platforms
    .map(({ platform, pinned }) => shortPlatform(platform) + (pinned ? '*' : ''))
    .join(', ');
  const [first] = platforms;
  const titles = platforms.flatMap(({ emulator }) => (emulator ? [emulatorTitle(emulator)] : []));
  row.tooltip = tooltipTable(title, [
    ['', platforms.map(({ platform }) => platform).join(', ')],
    ...(first === undefined ? [] : [[stateWord(state), listedExplanation(first, node)] as const]),
    [l10n.t('Emulator'), [...new Set(titles)].join(', ')],
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
      return emulator === undefined
        ? l10n.t('emulated')
        : l10n.t('emulated by {0}', emulatorTitle(emulator));
    case 'unknown-how':
      return l10n.t('runnable');
  }
}

/** How a node takes a platform that it lists, in a word or two. */
export function listedText({ state, vain, emulator, pinned }: NodePlatform): string {
  if (state !== 'not-runnable') return stateText(state, emulator);
  if (vain === 'not-in-containers') return l10n.t('emulator fails in containers');
  return pinned ? l10n.t('no emulator') : l10n.t('emulator gone');
}

function stateWord(state: ListedState): string {
  return state === 'not-runnable' ? l10n.t('does not run') : stateText(state);
}

function listedIcon(state: ListedState): ThemeIcon {
  return state === 'not-runnable'
    ? new ThemeIcon('warning', new ThemeColor('list.warningForeground'))
    : new ThemeIcon(stateIcons[state]);
}

function listedExplanation(
  { state, vain = 'no-entry', pinned }: NodePlatform,
  node: WorkerNode,
): string {
  return state === 'not-runnable' ? vainExplanation(vain, pinned) : stateExplanation(state, node);
}

function vainExplanation(vain: ListedInVain, isPinned: boolean): string {
  if (vain === 'not-in-containers') {
    return l10n.t(
      'BuildKit lists it, but the kernel’s emulator works on the machine itself only: RUN steps fail. The view Emulation says why and installs another.',
    );
  }
  return isPinned
    ? l10n.t(
        'It is pinned to this node, but the kernel has no emulator for it: RUN steps fail with exec format error. The view Emulation installs one.',
      )
    : l10n.t(
        'BuildKit still lists it, because it forgets nothing until it is restarted. But the kernel has no emulator for it: RUN steps fail with exec format error. The view Emulation installs one.',
      );
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
