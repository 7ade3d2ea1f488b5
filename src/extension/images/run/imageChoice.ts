import { l10n, window, type QuickPickItem } from 'vscode';
import type { EngineHost } from '../../../core/build/hostRun.ts';
import type { PlatformImage } from '../../../core/image/runCommands.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { notify } from '../../notify.ts';
import type { ImageItem } from '../tree/imagesTree.ts';
import type { LocalStore } from '../tree/localStore.ts';
import { askReference } from '../tree/viewCommands.ts';
import { reportedChoices, runRemark, storedChoices } from './platformChoices.ts';
import { plainLabel } from '../../plainRow.ts';

/** Where images are looked for. */
export interface ChoicePorts {
  readonly store: LocalStore;
  readonly server: LanguageServer;
}

/** What was chosen, and the machine that is to run it, where it is known. */
export interface ImageChoice {
  readonly image: PlatformImage;
  readonly host: EngineHost | undefined;
}

/**
 * Finds out which platform of which image is meant: by the row, and by questions where it says too little.
 * Undefined when the user leaves, or nothing is known; then they have been told.
 *
 * @param title of the questions
 * @param isOffered which platforms make sense; all when left out
 */
export async function chooseImage(
  title: string,
  item: ImageItem | undefined,
  ports: ChoicePorts,
  isOffered: (image: PlatformImage) => boolean = () => true,
): Promise<ImageChoice | undefined> {
  const known = await ports.store.read();
  const host = known.ok ? known.store.host : undefined;
  const all = await choicesOf(title, item, ports);
  if (all === undefined) return undefined;
  const [first] = all;
  if (first === undefined) {
    const message = l10n.t('The image does not say for which platform it is.');
    await notify({ severity: 'warning', message });
    return undefined;
  }
  const offered = all.filter(isOffered);
  const isRow = item?.kind === 'platform' || item?.kind === 'remotePlatform';
  if (isRow) return { image: first, host };
  const choices = offered.length > 0 ? offered : all;
  const image = await choosePlatform(title, choices, host);
  return image && { image, host };
}

async function choosePlatform(
  title: string,
  choices: readonly PlatformImage[],
  host: EngineHost | undefined,
): Promise<PlatformImage | undefined> {
  const rows = choices.map((image): QuickPickItem & { readonly image: PlatformImage } => {
    const presence = image.isPresent ? l10n.t('present') : l10n.t('not pulled');
    const remark = host && runRemark(image.platform, host);
    return {
      image,
      label: plainLabel(image.platform),
      description: plainLabel([presence, ...(remark ? [remark.text] : [])].join(' · ')),
    };
  });
  const [first] = choices;
  const chosen = await window.showQuickPick(rows, {
    title: `${title}: ${first?.reference ?? ''}`,
    placeHolder: l10n.t('Which platform?'),
    matchOnDescription: true,
  });
  return chosen?.image;
}

async function choicesOf(
  title: string,
  item: ImageItem | undefined,
  ports: ChoicePorts,
): Promise<readonly PlatformImage[] | undefined> {
  switch (item?.kind) {
    case 'platform':
      return storedChoices(item.reference, [item.platform]);
    case 'image': {
      const platforms = await ports.store.platformsOf(item.image);
      return storedChoices(item.name?.reference ?? item.image.id, platforms);
    }
    case 'remotePlatform':
      return reportedChoices(item.reference, { platforms: [item.platform] });
    case 'remoteImage':
      return ofRegistry(item.reference, ports);
    default: {
      const reference = await askReference(title);
      if (reference === undefined) return undefined;
      return (await ofEngine(reference, ports)) ?? ofRegistry(reference, ports);
    }
  }
}

/** Undefined where the engine has no image of that name. */
async function ofEngine(
  reference: string,
  { store }: ChoicePorts,
): Promise<readonly PlatformImage[] | undefined> {
  const known = await store.read();
  if (!known.ok) return undefined;
  const named = /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;
  const image = known.store.images.find(
    ({ tags, digests }) => tags.includes(named) || digests.includes(named),
  );
  return image && storedChoices(named, await store.platformsOf(image));
}

async function ofRegistry(
  reference: string,
  { server }: ChoicePorts,
): Promise<readonly PlatformImage[] | undefined> {
  const answer = await server.readImage(reference);
  if (answer?.known === true) return reportedChoices(reference, answer.value);
  await notify({
    severity: 'error',
    message: answer?.reason.message ?? l10n.t('The language server does not run.'),
  });
  return undefined;
}
