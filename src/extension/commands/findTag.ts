import {
  CancellationTokenSource,
  l10n,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type QuickPickItem,
} from 'vscode';
import { parseReference } from '../../core/image/reference.ts';
import type { ServerCommands } from '../../protocol/commands.ts';
import type { FoundTag } from '../../protocol/imageRequests.ts';
import type { LanguageServer } from '../languageServer.ts';
import { notify } from '../notify.ts';
import { plainLabel } from '../plainRow.ts';

type Place = ServerCommands['multiarch.findTag'][0];
type Image = ServerCommands['multiarch.findTag'][1];

interface TagItem extends QuickPickItem {
  readonly tag?: string;
}

/** Offers tags of an image's repository that have every platform, and writes the chosen one. */
export async function findTag(place: Place, image: Image, server: LanguageServer): Promise<void> {
  const reference = parseReference(image.reference);
  if (!reference.ok) return;
  const { tag, digest, familiar } = reference.value;
  const name = familiar.slice(0, familiar.length - suffixLength(tag, digest));
  const chosen = await chooseTag(name, image, server);
  if (chosen !== undefined) await writeName(place, `${name}:${chosen}`);
}

function suffixLength(tag: string | undefined, digest: string | undefined): number {
  return (tag === undefined ? 0 : tag.length + 1) + (digest === undefined ? 0 : digest.length + 1);
}

/** Shows the question at once, and fills it when the registry has answered. */
async function chooseTag(
  name: string,
  image: Image,
  server: LanguageServer,
): Promise<string | undefined> {
  const stop = new CancellationTokenSource();
  const pick = window.createQuickPick<TagItem>();
  pick.title = l10n.t('Tags of {0}', name);
  pick.placeholder = l10n.t('Looking for tags with {0}…', image.platforms.join(', '));
  pick.matchOnDetail = true;
  pick.busy = true;
  // The answer can take a while, in which people look at other things.
  pick.ignoreFocusOut = true;
  pick.show();
  try {
    const answered = new Promise<string | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const tag = pick.selectedItems[0]?.tag;
        if (tag !== undefined) resolve(tag);
      });
      pick.onDidHide(() => {
        stop.cancel();
        resolve(undefined);
      });
    });
    const found = await server.findTags(image, stop.token);
    pick.busy = false;
    pick.ignoreFocusOut = false;
    if (found?.ok === true) {
      pick.items = found.tags.map((tag) => tagItem(tag, image.platforms));
      pick.placeholder =
        found.tags.length === 0
          ? l10n.t('No tag of {0} has {1}.', name, image.platforms.join(', '))
          : l10n.t('Choose the tag to build on');
    } else if (!stop.token.isCancellationRequested) {
      pick.placeholder = found?.message ?? l10n.t('The language server does not run.');
    }
    return await answered;
  } finally {
    pick.dispose();
    stop.dispose();
  }
}

function tagItem({ tag, platforms }: FoundTag, wanted: readonly string[]): TagItem {
  const missing = wanted.filter((platform) => !platforms.includes(platform));
  return {
    tag,
    label: plainLabel(tag),
    description:
      missing.length === 0
        ? l10n.t('has all of them')
        : l10n.t('lacks {0}', plainLabel(missing.join(', '))),
    detail: plainLabel(platforms.join(', ')),
  };
}

/** Writes the name, unless the file was changed meanwhile: then the words may be others. */
async function writeName({ uri, range, version }: Place, name: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(uri));
  if (document.version !== version) {
    await notify({
      severity: 'warning',
      message: l10n.t('The file has changed meanwhile, so {0} was not written into it.', name),
    });
    return;
  }
  const edit = new WorkspaceEdit();
  const { start, end } = range;
  edit.replace(document.uri, new Range(start.line, start.character, end.line, end.character), name);
  await workspace.applyEdit(edit);
}
