import {
  FileType,
  l10n,
  QuickPickItemKind,
  Uri,
  window,
  workspace,
  type QuickPickItem,
} from 'vscode';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import { parseReference } from '../../../core/image/reference.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { withoutLinks } from '../../plainMessage.ts';
import { plainLabel } from '../../plainRow.ts';

interface ImageChoice extends QuickPickItem {
  readonly subject?: () => Promise<ImageSubject | undefined>;
}

/**
 * Asks for an image: a reference that is typed, one that the open file names, a folder in the OCI image
 * layout or a tar file.
 */
export async function chooseImage(
  server: LanguageServer,
  { title, placeholder }: { readonly title: string; readonly placeholder: string },
): Promise<ImageSubject | undefined> {
  const pick = window.createQuickPick<ImageChoice>();
  pick.title = title;
  pick.placeholder = placeholder;
  const files = fileChoices();
  let named: readonly ImageChoice[] = [];
  const update = () => {
    const typed = pick.value.trim();
    pick.items = [
      ...(typed === '' ? [] : [typedChoice(typed)]),
      ...(named.length === 0
        ? []
        : [{ label: l10n.t('In this file'), kind: QuickPickItemKind.Separator }, ...named]),
      { label: l10n.t('On this machine'), kind: QuickPickItemKind.Separator },
      ...files,
    ];
  };
  update();
  pick.onDidChangeValue(update);
  pick.show();
  try {
    const chosen = new Promise<ImageChoice | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item?.subject !== undefined) resolve(item);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
    });
    void namedChoices(server).then((choices) => {
      named = choices;
      update();
    });
    const item = await chosen;
    pick.hide();
    return await item?.subject?.();
  } finally {
    pick.dispose();
  }
}

function typedChoice(typed: string): ImageChoice {
  const parsed = parseReference(typed);
  if (!parsed.ok) {
    const detail = withoutLinks(parsed.problem.message);
    return {
      label: plainLabel(typed),
      description: l10n.t('is no image'),
      detail,
      alwaysShow: true,
    };
  }
  const { canonical, domain } = parsed.value;
  return {
    label: plainLabel(typed),
    description: l10n.t('asks {0}', domain),
    alwaysShow: true,
    subject: () => Promise.resolve({ kind: 'registry', reference: canonical }),
  };
}

async function namedChoices(server: LanguageServer): Promise<readonly ImageChoice[]> {
  const uri = window.activeTextEditor?.document.uri;
  const images = uri === undefined ? [] : await server.namedImages(uri.toString());
  return [...new Map(images.map((image) => [image.reference, image.familiar]))].map(
    ([reference, label]) => ({
      label: plainLabel(label),
      subject: () => Promise.resolve({ kind: 'registry', reference }),
    }),
  );
}

function fileChoices(): readonly ImageChoice[] {
  return [
    {
      label: l10n.t('$(folder) OCI layout folder…'),
      alwaysShow: true,
      subject: () => chooseFile('layout'),
    },
    {
      label: l10n.t('$(file-zip) Tar file…'),
      alwaysShow: true,
      subject: () => chooseFile('archive'),
    },
  ];
}

async function chooseFile(kind: 'layout' | 'archive'): Promise<ImageSubject | undefined> {
  const isFolder = kind === 'layout';
  const chosen = await window.showOpenDialog({
    canSelectFiles: !isFolder,
    canSelectFolders: isFolder,
    title: isFolder ? l10n.t('Folder in the OCI image layout') : l10n.t('Tar file of images'),
    openLabel: l10n.t('Inspect'),
    ...(!isFolder && { filters: { [l10n.t('Tar files')]: ['tar', 'tgz', 'gz', 'tzst', 'zst'] } }),
  });
  const [file] = chosen ?? [];
  return file && { kind, path: file.fsPath };
}

/** What a file or folder of the explorer is: the marker of an OCI layout stands for its folder. */
export async function subjectOfFile(uri: Uri): Promise<ImageSubject> {
  const isMarker = /[/\\]oci-layout$/.test(uri.fsPath);
  if (isMarker) return { kind: 'layout', path: Uri.joinPath(uri, '..').fsPath };
  const isFolder = await workspace.fs.stat(uri).then(
    ({ type }) => (type & FileType.Directory) !== 0,
    // The page says why it cannot be read.
    () => false,
  );
  return { kind: isFolder ? 'layout' : 'archive', path: uri.fsPath };
}
