import { commands, env, l10n, window, type TreeView } from 'vscode';
import { parseReference } from '../../../core/image/reference.ts';
import { views } from '../../contributions.ts';
import { notify } from '../../notify.ts';
import { withoutLinks } from '../../plainMessage.ts';
import { rootItems, type ImageItem } from './imagesTree.ts';
import type { ImagesView } from './imagesView.ts';
import type { PinnedImages } from './pinnedImages.ts';

/** Asks for words that the shown images have. */
export async function filterImages(view: ImagesView, tree: TreeView<ImageItem>): Promise<void> {
  const filter = await window.showInputBox({
    title: l10n.t('Filter Images'),
    prompt: l10n.t('Parts of a name or of a platform, e.g. “team arm64”. Empty: all images.'),
    value: view.filter,
  });
  if (filter !== undefined) await showFiltered(filter.trim(), view, tree);
}

/** Shows all images again. */
export async function clearImageFilter(view: ImagesView, tree: TreeView<ImageItem>): Promise<void> {
  await showFiltered('', view, tree);
}

async function showFiltered(
  filter: string,
  view: ImagesView,
  tree: TreeView<ImageItem>,
): Promise<void> {
  await view.show({ filter });
  await commands.executeCommand(`${views.images}.focus`);
  tree.description = filter;
}

/** Goes from one order to the other, and says which. */
export async function sortImages(view: ImagesView): Promise<void> {
  const order = view.order === 'name' ? 'age' : 'name';
  await view.show({ order });
  window.setStatusBarMessage(
    order === 'name' ? l10n.t('Images by name') : l10n.t('Images by age, the newest first'),
    3000,
  );
}

/** Pins an image of a registry; asks for its reference where no row says it. */
export async function pinImage(pins: PinnedImages, item?: ImageItem): Promise<void> {
  const reference = (item && referenceOf(item)) ?? (await askReference(l10n.t('Pin Image')));
  if (reference !== undefined) await pins.add(reference);
}

/** Unpins the image of a row. */
export async function unpinImage(pins: PinnedImages, item: ImageItem): Promise<void> {
  if (item.kind === 'remoteImage') await pins.remove(item.reference);
}

/** Copies the name that a row stands for, and says so. */
export async function copyReference(item: ImageItem): Promise<void> {
  const reference = referenceOf(item);
  if (reference === undefined) return;
  await env.clipboard.writeText(reference);
  window.setStatusBarMessage(l10n.t('Copied {0}', reference), 3000);
}

/** Shows the containers that run emulated, or says that there are none. */
export async function showEmulatedContainers(
  view: ImagesView,
  tree: TreeView<ImageItem>,
): Promise<void> {
  const state = await view.state();
  const { local } = state;
  if (!local.ok) {
    await notify({
      severity: 'warning',
      message:
        local.problem.code === 'untrusted'
          ? l10n.t('The engine is not asked, because this workspace is not trusted.')
          : l10n.t('The engine does not answer: {0}', local.problem.message),
    });
    return;
  }
  const group = rootItems(state).find((item) => item.kind === 'group' && item.group === 'emulated');
  if (group === undefined) {
    const { length } = local.store.running;
    await notify({
      severity: 'information',
      message:
        length === 0
          ? l10n.t('No container runs.')
          : l10n.t('None of the {0} running containers is known to be emulated.', length),
    });
    return;
  }
  await tree.reveal(group, { expand: true, focus: true });
}

/** Asks for a reference as people write it; undefined when they leave. */
export async function askReference(title: string): Promise<string | undefined> {
  const text = await window.showInputBox({
    title,
    prompt: l10n.t('Image, e.g. alpine:3.22 or ghcr.io/owner/app@sha256:…'),
    validateInput: (value) => {
      const reference = parseReference(value.trim());
      return reference.ok ? undefined : withoutLinks(reference.problem.message);
    },
  });
  const reference = text === undefined ? undefined : parseReference(text.trim());
  return reference?.ok ? reference.value.familiar : undefined;
}

/** The name that a row stands for; undefined where it has none. */
function referenceOf(item: ImageItem): string | undefined {
  switch (item.kind) {
    case 'repository':
      return item.repository.name;
    case 'image':
      return item.name?.reference ?? item.image.id;
    case 'platform':
    case 'remoteImage':
    case 'remotePlatform':
      return item.reference;
    case 'remoteRepository':
      return item.repository;
    case 'registry':
      return item.host;
    case 'emulated':
      return item.container.image;
    default:
      return undefined;
  }
}
