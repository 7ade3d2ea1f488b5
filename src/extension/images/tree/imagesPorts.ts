import type { LogOutputChannel, Memento, TreeView } from 'vscode';
import type { Docker } from '../../dockerAccess.ts';
import type { LanguageServer } from '../../languageServer.ts';
import type { ImageItem } from './imagesTree.ts';

/** What the images view is made with. */
export interface ImagesPorts {
  readonly docker: Docker;
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
  /** Of the workspace: keeps what is pinned. */
  readonly memory: Memento;
  /** Where its rows are shown. */
  readonly tree: TreeView<ImageItem>;
  /** Other rows may be shown now. */
  readonly onChange: () => void;
}
