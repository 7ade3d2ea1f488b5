import { Disposable, EventEmitter, window, type TreeDataProvider } from 'vscode';
import { views } from '../contributions.ts';
import { lazy } from '../lazy.ts';
import { register, run } from '../register.ts';
import type { Inspector } from './inspector/contributeInspector.ts';
import type * as imagesModule from './images.ts';
import type { ImagesPorts } from './tree/imagesPorts.ts';
import type { ImageItem } from './tree/imagesTree.ts';
import { subjectOf } from './tree/listedSubject.ts';

/** Loads the code of the view; it stays out of the extension's first bundle. */
export type LoadImages = () => Promise<typeof imagesModule>;

/**
 * Registers the images view and its commands. Nothing is loaded, and nobody asked, before it is used.
 *
 * @param inspector shows what is selected, where it is open
 */
export function registerImages(
  ports: Omit<ImagesPorts, 'tree' | 'onChange'>,
  inspector: Pick<Inspector, 'follow'>,
  load: LoadImages,
): Disposable {
  const changed = new EventEmitter<void>();
  let opened: imagesModule.Images | undefined;
  const images = lazy(async () => {
    const { openImages } = await load();
    const onChange = () => {
      changed.fire();
    };
    opened = openImages({ ...ports, tree, onChange });
    opened.setVisible(tree.visible);
    return opened;
  });
  const treeDataProvider: TreeDataProvider<ImageItem> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (item) => (await images()).getChildren(item),
    getTreeItem: async (item) => (await images()).getTreeItem(item),
    // Only rows of the first level are ever shown by a command.
    getParent: () => undefined,
  };
  const tree = window.createTreeView(views.images, { treeDataProvider, showCollapseAll: true });
  return Disposable.from(
    tree,
    changed,
    {
      dispose: () => {
        opened?.dispose();
      },
    },
    tree.onDidChangeVisibility(({ visible }) => {
      opened?.setVisible(visible);
    }),
    tree.onDidChangeSelection(({ selection: [item] }) => {
      const subject = item && subjectOf(item);
      if (subject !== undefined) inspector.follow(subject);
    }),
    register('multiarch.inspectListedImage', (item) => {
      const subject = subjectOf(item);
      if (subject !== undefined) run('multiarch.inspectImage', subject);
    }),
    register('multiarch.refreshImages', async () => {
      (await images()).refresh();
    }),
    register('multiarch.filterImages', async () => (await images()).filter()),
    register('multiarch.clearImageFilter', async () => (await images()).clearFilter()),
    register('multiarch.sortImages', async () => (await images()).sort()),
    register('multiarch.pinImage', async () => (await images()).pin()),
    register('multiarch.pinListedImage', async (item) => (await images()).pin(item)),
    register('multiarch.unpinImage', async (item) => (await images()).unpin(item)),
    register('multiarch.copyReference', async (item) => (await images()).copyReference(item)),
    register('multiarch.showEmulatedContainers', async () => (await images()).showEmulated()),
    register('multiarch.runAsPlatform', async (item) => (await images()).run(item)),
    register('multiarch.pullPlatform', async (item) => (await images()).pull(item)),
    register('multiarch.openShell', async (item) => (await images()).openShell(item)),
    register('multiarch.copyDigest', async (item) => (await images()).copyDigest(item)),
  );
}
