/** All of the images view, in a bundle of its own that is loaded when the view or a command is first used. */
import { Disposable } from 'vscode';
import { copyDigest, openShell, pullPlatform, runAsPlatform } from './run/runImage.ts';
import type { ImagesPorts } from './tree/imagesPorts.ts';
import type { ImageItem } from './tree/imagesTree.ts';
import { ImagesView } from './tree/imagesView.ts';
import { LocalStore } from './tree/localStore.ts';
import { PinnedImages } from './tree/pinnedImages.ts';
import {
  clearImageFilter,
  copyReference,
  filterImages,
  pinImage,
  showEmulatedContainers,
  sortImages,
  unpinImage,
} from './tree/viewCommands.ts';

/** The view and what can be done in it. */
export type Images = ReturnType<typeof openImages>;

/** Opens the view. Nobody is asked before it is read. */
export function openImages({ docker, server, log, memory, tree, onChange }: ImagesPorts) {
  const store = new LocalStore(docker);
  const pins = new PinnedImages(memory);
  const view = new ImagesView({ store, pins, server, log });
  const choice = { store, server };
  const disposable = Disposable.from(view.onDidChangeTreeData(onChange), view, pins, store);
  return {
    getChildren: (item?: ImageItem) => view.getChildren(item),
    getTreeItem: (item: ImageItem) => view.getTreeItem(item),
    setVisible: (isVisible: boolean) => {
      store.setVisible(isVisible);
    },
    refresh: () => {
      store.askAgain();
    },
    filter: () => filterImages(view, tree),
    clearFilter: () => clearImageFilter(view, tree),
    sort: () => sortImages(view),
    pin: (item?: ImageItem) => pinImage(pins, item),
    unpin: (item: ImageItem) => unpinImage(pins, item),
    copyReference,
    showEmulated: () => showEmulatedContainers(view, tree),
    run: (item?: ImageItem) => runAsPlatform(choice, item),
    pull: (item?: ImageItem) => pullPlatform(choice, item),
    openShell: (item: ImageItem) => openShell(choice, item),
    copyDigest: (item: ImageItem) => copyDigest(choice, item),
    dispose: () => {
      disposable.dispose();
    },
  };
}
