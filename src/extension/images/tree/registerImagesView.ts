import { Disposable, window, type LogOutputChannel, type Memento } from 'vscode';
import { views } from '../../contributions.ts';
import type { Docker } from '../../dockerAccess.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { register, run } from '../../register.ts';
import type { Inspector } from '../inspector/contributeInspector.ts';
import { copyDigest, openShell, pullPlatform, runAsPlatform } from '../run/runImage.ts';
import { ImagesView } from './imagesView.ts';
import { subjectOf } from './listedSubject.ts';
import { LocalStore } from './localStore.ts';
import { PinnedImages } from './pinnedImages.ts';
import {
  clearImageFilter,
  copyReference,
  filterImages,
  pinImage,
  showEmulatedContainers,
  sortImages,
  unpinImage,
} from './viewCommands.ts';

/** What the images view is made with. */
export interface ImagesPorts {
  readonly docker: Docker;
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
  /** Of the workspace: keeps what is pinned. */
  readonly memory: Memento;
  /** Somebody wants to see an image of the tree, or has selected it. */
  readonly inspector: Pick<Inspector, 'follow'>;
}

/** Registers the images view and its commands. Nobody is asked before it is shown. */
export function registerImagesView({
  docker,
  server,
  log,
  memory,
  inspector,
}: ImagesPorts): Disposable {
  const store = new LocalStore(docker);
  const choice = { store, server };
  const pins = new PinnedImages(memory);
  const view = new ImagesView({ store, pins, server, log });
  const tree = window.createTreeView(views.images, {
    treeDataProvider: view,
    showCollapseAll: true,
  });
  const visible = ({ visible: isVisible }: { readonly visible: boolean }) => {
    store.setVisible(isVisible);
  };
  visible(tree);
  return Disposable.from(
    tree,
    view,
    pins,
    store,
    tree.onDidChangeVisibility(visible),
    tree.onDidChangeSelection(({ selection: [item] }) => {
      const subject = item && subjectOf(item);
      if (subject !== undefined) inspector.follow(subject);
    }),
    register('multiarch.inspectListedImage', (item) => {
      const subject = subjectOf(item);
      if (subject !== undefined) run('multiarch.inspectImage', subject);
    }),
    register('multiarch.refreshImages', () => {
      store.askAgain();
    }),
    register('multiarch.filterImages', () => filterImages(view, tree)),
    register('multiarch.clearImageFilter', () => clearImageFilter(view, tree)),
    register('multiarch.sortImages', () => sortImages(view)),
    register('multiarch.pinImage', () => pinImage(pins)),
    register('multiarch.pinListedImage', (item) => pinImage(pins, item)),
    register('multiarch.unpinImage', (item) => unpinImage(pins, item)),
    register('multiarch.copyReference', copyReference),
    register('multiarch.runAsPlatform', (item) => runAsPlatform(choice, item)),
    register('multiarch.pullPlatform', (item) => pullPlatform(choice, item)),
    register('multiarch.openShell', (item) => openShell(choice, item)),
    register('multiarch.copyDigest', (item) => copyDigest(choice, item)),
    register('multiarch.showEmulatedContainers', () => showEmulatedContainers(view, tree)),
  );
}
