import type { Disposable } from 'vscode';
import type { ImageItem } from '../images/tree/imagesTree.ts';
import { lazy } from '../lazy.ts';
import { register, run } from '../register.ts';
import type { ListPlace } from './listPlace.ts';
import type { GivenList } from './createList.ts';
import type { ListPorts } from './listPorts.ts';

/** Registers the commands about manifest lists. Their code is loaded on first use. */
export function contributeLists(ports: ListPorts): readonly Disposable[] {
  const lists = lazy(() => import('./lists.ts'));
  return [
    register('multiarch.createManifestList', async (what) => {
      const { createList } = await lists();
      if (isGiven(what)) await createList(ports, undefined, what);
      else await createList(ports, what && seedOf(what));
    }),
    register('multiarch.addPlatform', async (item) =>
      (await lists()).addPlatform(ports, placeOf(item)),
    ),
    register('multiarch.replacePlatform', async (item) =>
      (await lists()).replacePlatform(ports, placeOf(item)),
    ),
    register('multiarch.removePlatform', async (item) =>
      (await lists()).removePlatform(ports, placeOf(item)),
    ),
    register('multiarch.copyImage', async (item) =>
      (await lists()).copyImage(ports, placeOf(item)),
    ),
    register('multiarch.deleteTag', async (item) =>
      (await lists()).deleteTag(ports, placeOf(item)),
    ),
    register('multiarch.undoPush', async (reference) => (await lists()).undoPush(ports, reference)),
    register('multiarch.showLocalLists', async () => (await lists()).showLocalLists(ports)),
    register('multiarch.compareListedImage', (item) => {
      const place = placeOf(item);
      if (place === undefined) return;
      run('multiarch.compareImages', { kind: 'registry', reference: place.reference });
    }),
  ];
}

function isGiven(what: ImageItem | ListPlace | GivenList | undefined): what is GivenList {
  return what !== undefined && 'images' in what;
}

function seedOf(item: ImageItem | ListPlace): string | undefined {
  if ('kind' in item && item.kind === 'remoteRepository') return item.repository;
  return placeOf(item)?.reference;
}

/** The tag of a row, and the platform where it is one. */
function placeOf(item: ImageItem | ListPlace | undefined): ListPlace | undefined {
  if (item === undefined) return undefined;
  if (!('kind' in item)) return item;
  switch (item.kind) {
    case 'remoteImage':
      return { reference: item.reference };
    case 'remotePlatform':
      return { reference: item.reference, platform: item.platform.platform };
    default:
      return undefined;
  }
}
