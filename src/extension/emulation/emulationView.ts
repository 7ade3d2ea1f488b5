import {
  commands,
  EventEmitter,
  type Disposable,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeItem,
} from 'vscode';
import { contextKeys, views } from '../contributions.ts';
import { ReadyRows } from '../readyRows.ts';
import { childItems, emulationItems, type EmulationItem } from './emulationTree.ts';
import type { EmulationStore } from './emulationStore.ts';
import { renderItem } from './itemRendering.ts';

/** The emulation view: one row for each architecture, or for each machine where there are several. */
export class EmulationView implements TreeDataProvider<EmulationItem>, Disposable {
  readonly #store: EmulationStore;
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<void>();
  readonly #rows: ReadyRows<EmulationItem>;
  readonly #subscription: Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: EmulationStore, log: LogOutputChannel) {
    this.#store = store;
    this.#log = log;
    this.#rows = new ReadyRows(
      views.emulation,
      () => this.#read(),
      () => {
        this.#changed.fire();
      },
    );
    this.#subscription = store.onDidChange(() => {
      this.#rows.change();
    });
  }

  async getChildren(item?: EmulationItem): Promise<EmulationItem[]> {
    return [...(item === undefined ? await this.#rows.get() : childItems(item))];
  }

  async #read(): Promise<readonly EmulationItem[]> {
    const items = emulationItems(await this.#reports());
    // The welcome takes the place of the rows (package.json, viewsWelcome).
    await commands.executeCommand('setContext', contextKeys.emulationUnknown, items.length === 0);
    return items;
  }

  async #reports() {
    try {
      return await this.#store.read();
    } catch (error) {
      this.#log.warn(`emulation: ${String(error)}`);
      return [];
    }
  }

  getTreeItem(item: EmulationItem): TreeItem {
    return renderItem(item);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#rows.dispose();
    this.#changed.dispose();
  }
}
