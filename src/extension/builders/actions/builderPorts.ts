import type { LogOutputChannel } from 'vscode';
import type { Docker } from '../../dockerAccess.ts';
import type { BuilderStore } from '../builderStore.ts';
import type { BuilderDocuments } from './builderDocuments.ts';

/** What the actions need of their surroundings. */
export interface BuilderPorts {
  readonly docker: Docker;
  readonly builders: BuilderStore;
  readonly documents: BuilderDocuments;
  readonly log: LogOutputChannel;
}
