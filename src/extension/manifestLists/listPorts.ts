import type { Memento } from 'vscode';
import type { BuilderDocuments } from '../builders/actions/builderDocuments.ts';
import type { LanguageServer } from '../languageServer.ts';

/** What work on manifest lists needs of its surroundings. */
export interface ListPorts {
  readonly server: LanguageServer;
  /** Of the workspace: remembers what was answered. */
  readonly memory: Memento;
  /** Shows plans. */
  readonly documents: BuilderDocuments;
  /** What a build of this window has pushed last: most often the list that is changed next. */
  readonly lastPushed: () => string | undefined;
  /** Path of the worker's program. */
  readonly worker: string;
}
