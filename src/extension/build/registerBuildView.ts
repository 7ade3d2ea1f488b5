import { Disposable, EventEmitter, window, type TreeDataProvider, type TreeView } from 'vscode';
import { views } from '../contributions.ts';
import { register } from '../register.ts';
import type { FollowedBuilds } from './openBuilds.ts';
import type { BuildItem } from './view/buildItem.ts';

/** The build view as the editor has it, before anything of it is loaded. */
export interface BuildViewFrame {
  readonly tree: TreeView<BuildItem>;
  readonly onChange: (items: readonly BuildItem[] | undefined) => void;
  dispose(): void;
}

/**
 * Registers the build view and the actions on its rows.
 *
 * @param followed loads what follows builds, on first use
 */
export function registerBuildView(followed: () => Promise<FollowedBuilds>): BuildViewFrame {
  const changed = new EventEmitter<BuildItem[] | undefined>();
  const treeDataProvider: TreeDataProvider<BuildItem> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (item) => (await followed()).getChildren(item),
    getTreeItem: async (item) => (await followed()).getTreeItem(item),
    getParent: async (item) => (await followed()).getParent(item),
  };
  const tree = window.createTreeView(views.build, { treeDataProvider, showCollapseAll: true });
  const row = (action: keyof FollowedBuilds['actions']) => async (item: BuildItem) => {
    await (await followed()).actions[action](item);
  };
  const disposables = Disposable.from(
    changed,
    tree,
    tree.onDidChangeVisibility(async ({ visible }) => {
      (await followed()).setVisible(visible);
    }),
    register('multiarch.refreshBuilds', async () => {
      (await followed()).refresh();
    }),
    register('multiarch.showStepLog', row('showLog')),
    register('multiarch.showStepLine', row('showLine')),
    register('multiarch.showPastBuild', row('showDetails')),
    register('multiarch.retryPlatform', row('retryPlatform')),
    register('multiarch.buildWithoutPlatform', row('buildWithout')),
    register('multiarch.copyResultDigest', row('copyDigest')),
    register('multiarch.inspectResult', row('inspect')),
  );
  return {
    tree,
    onChange: (items) => {
      changed.fire(items && [...items]);
    },
    dispose: () => {
      disposables.dispose();
    },
  };
}
