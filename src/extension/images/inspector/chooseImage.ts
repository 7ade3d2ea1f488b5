import path from 'node:path';
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
import { platformOfFolder } from '../../../core/platform/platformFolder.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { withoutLinks } from '../../plainMessage.ts';
import { plainLabel } from '../../plainRow.ts';

interface ImageChoice extends QuickPickItem {
  readonly subject?: () => Promise<ImageSubject | undefined>;
}

/** Images that are offered together. */
export interface ImageGroup {
  readonly title: string;
  readonly images: readonly {
    readonly label: string;
    readonly description: string;
    readonly subject: ImageSubject;
  }[];
}

/** How an image is asked for. */
export interface ImageQuestion {
  readonly title: string;
  readonly placeholder: string;
  /** Of the button that takes a file; `Inspect` when left out. */
  readonly verb?: string;
  /** Whether what a build has written instead of an image will do too. */
  readonly outputs?: boolean;
  /** More images that are offered, before and after those of the open file; they may come late. */
  readonly before?: () => Promise<readonly ImageGroup[]>;
  readonly after?: () => Promise<readonly ImageGroup[]>;
}

/**
 * Asks for an image: a reference that is typed, one that the open file names, a folder in the OCI image
 * layout or a tar file.
 */
export async function chooseImage(
  server: LanguageServer,
  { title, placeholder, verb = l10n.t('Inspect'), outputs = false, before, after }: ImageQuestion,
): Promise<ImageSubject | undefined> {
  const pick = window.createQuickPick<ImageChoice>();
  pick.title = title;
  pick.placeholder = placeholder;
  const files = fileChoices(verb, outputs);
  const groups: Record<'before' | 'named' | 'after', readonly ImageChoice[]> = {
    ...{ before: [], named: [], after: [] },
  };
  let written: ImageChoice | undefined;
  let isWrittenSeen = false;
  const update = () => {
    const typed = pick.value.trim();
    written = typed === '' ? undefined : typedChoice(typed);
    isWrittenSeen &&= typed !== '';
    pick.items = [
      ...(written === undefined ? [] : [written]),
      ...groups.before,
      ...groups.named,
      ...groups.after,
      { label: l10n.t('On this machine'), kind: QuickPickItemKind.Separator },
      ...files,
    ];
  };
  update();
  pick.onDidChangeValue(update);
  pick.onDidChangeActive(([item]) => {
    isWrittenSeen ||= item !== undefined && item === written;
  });
  pick.show();
  try {
    const chosen = new Promise<ImageChoice | undefined>((resolve) => {
      pick.onDidAccept(() => {
        // Who pastes and presses Enter means that, and not the row that was there before it.
        const item = isWrittenSeen ? pick.selectedItems[0] : (written ?? pick.selectedItems[0]);
        if (item?.subject !== undefined) resolve(item);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
    });
    const fill = (group: keyof typeof groups) => (found: readonly ImageGroup[]) => {
      groups[group] = found.flatMap(groupChoices);
      // Rows that are shown anew forget which one was chosen.
      if (groups[group].length > 0) update();
    };
    void namedGroup(server).then(fill('named'));
    void before?.().then(fill('before'));
    void after?.().then(fill('after'));
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

async function namedGroup(server: LanguageServer): Promise<readonly ImageGroup[]> {
  const uri = window.activeTextEditor?.document.uri;
  const found = uri === undefined ? [] : await server.namedImages(uri.toString());
  const names = new Map(found.map((image) => [image.reference, image.familiar]));
  const images = [...names].map(([reference, label]) => {
    return { label, description: '', subject: { kind: 'registry', reference } as const };
  });
  return [{ title: l10n.t('In this file'), images }];
}

function groupChoices({ title, images }: ImageGroup): readonly ImageChoice[] {
  if (images.length === 0) return [];
  return [
    { label: title, kind: QuickPickItemKind.Separator },
    ...images.map(({ label, description, subject }): ImageChoice => {
      return {
        label: plainLabel(label),
        description,
        subject: () => Promise.resolve(subject),
      };
    }),
  ];
}

function fileChoices(verb: string, outputs: boolean): readonly ImageChoice[] {
  return [
    {
      label: outputs ? l10n.t('$(folder) Folder…') : l10n.t('$(folder) OCI layout folder…'),
      ...(outputs && { description: l10n.t('an OCI layout, or what a build has written') }),
      alwaysShow: true,
      subject: () => chooseFile('layout', verb, outputs),
    },
    {
      label: l10n.t('$(file-zip) Tar file…'),
      ...(outputs && { description: l10n.t('of images, or what a build has written') }),
      alwaysShow: true,
      subject: () => chooseFile('archive', verb, outputs),
    },
  ];
}

async function chooseFile(
  kind: 'layout' | 'archive',
  verb: string,
  outputs: boolean,
): Promise<ImageSubject | undefined> {
  const isFolder = kind === 'layout';
  const chosen = await window.showOpenDialog({
    canSelectFiles: !isFolder,
    canSelectFolders: isFolder,
    title: isFolder
      ? outputs
        ? l10n.t('Folder in the OCI image layout, or that a build has written')
        : l10n.t('Folder in the OCI image layout')
      : l10n.t('Tar file of images'),
    openLabel: verb,
    ...(!isFolder && { filters: { [l10n.t('Tar files')]: ['tar', 'tgz', 'gz', 'tzst', 'zst'] } }),
  });
  const [file] = chosen ?? [];
  return file && subjectOfFile(file);
}

/**
 * What a file or folder of the explorer is: the marker of an OCI layout stands for its folder. Of what a build has
 * written for several platforms, a folder like `linux_arm64` is for one.
 */
export async function subjectOfFile(uri: Uri): Promise<ImageSubject> {
  const isMarker = /[/\\]oci-layout$/.test(uri.fsPath);
  if (isMarker) return { kind: 'layout', path: Uri.joinPath(uri, '..').fsPath };
  const isFolder = await workspace.fs.stat(uri).then(
    ({ type }) => (type & FileType.Directory) !== 0,
    // The page says why it cannot be read.
    () => false,
  );
  const platform = isFolder ? platformOfFolder(path.basename(uri.fsPath)) : undefined;
  return {
    ...{ kind: isFolder ? 'layout' : 'archive', path: uri.fsPath },
    ...(platform !== undefined && { platform }),
  };
}
