import { l10n } from 'vscode';
import type { LanguageServer } from '../../languageServer.ts';
import { noteItem, reportItems, unknownItem, type ImageItem } from './imagesTree.ts';

/** A row whose children a registry tells. */
type RemoteItem = Extract<ImageItem, { kind: 'registry' | 'remoteRepository' | 'remoteImage' }>;

/** The rows below a registry, a repository or an image of one. The server asks; it owns the registries. */
export async function remoteItems(
  item: RemoteItem,
  server: LanguageServer,
): Promise<readonly ImageItem[]> {
  switch (item.kind) {
    case 'registry':
      return listed(await server.listNames({ list: 'repositories', of: item.host }), (name) => ({
        kind: 'remoteRepository',
        repository: `${item.host}/${name}`,
      }));
    case 'remoteRepository':
      return listed(await server.listNames({ list: 'tags', of: item.repository }), (tag) => ({
        kind: 'remoteImage',
        reference: `${item.repository}:${tag}`,
        isPinned: false,
      }));
    case 'remoteImage': {
      const answer = await server.readImage(item.reference);
      if (answer === undefined) return [unknownItem({ message: notRunning() })];
      if (!answer.known) return [unknownItem(answer.reason)];
      return reportItems(item.reference, answer.value);
    }
  }
}

function listed(
  answer: Awaited<ReturnType<LanguageServer['listNames']>>,
  itemOf: (name: string) => ImageItem,
): readonly ImageItem[] {
  if (answer === undefined) return [unknownItem({ message: notRunning() })];
  if (!answer.ok) return [unknownItem(answer)];
  if (answer.names.length === 0) return [noteItem({ code: 'nothing' })];
  return [...answer.names.map(itemOf), ...(answer.complete ? [] : [noteItem({ code: 'more' })])];
}

function notRunning(): string {
  return l10n.t('The language server does not run.');
}
