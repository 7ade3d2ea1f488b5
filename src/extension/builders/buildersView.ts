import {
  commands,
  EventEmitter,
  type Disposable,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeItem,
} from 'vscode';
import { contextKeys, noProblem } from '../contributions.ts';
import { builderItems, childItems, type BuilderItem } from './buildersTree.ts';
import type { KnownBuilders } from '../dockerAccess.ts';
import { selectedBuilder, type BuilderStore } from './builderStore.ts';
import { renderItem } from './itemRendering.ts';
import { problemText } from './problemText.ts';

/** The builders view: shows what the store has seen, or leaves the place to a welcome that says why not. */
export class BuildersView implements TreeDataProvider<BuilderItem>, Disposable {
  readonly #store: BuilderStore;
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<void>();
  readonly #subscription: Disposable;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: BuilderStore, log: LogOutputChannel) {
    this.#store = store;
    this.#log = log;
    this.#subscription = store.onDidChange(() => {
      this.#changed.fire();
    });
  }

  async getChildren(item?: BuilderItem): Promise<BuilderItem[]> {
    if (item !== undefined) return [...childItems(item)];
    const answer = await this.#store.read();
    await this.#chooseWelcome(answer);
    if (!answer.ok) return [];
    return [...builderItems(answer.builders, selectedBuilder(answer.builders))];
  }

  getTreeItem(item: BuilderItem): TreeItem {
    return renderItem(item);
  }

  /** The welcome of a problem takes the place of the rows (package.json, viewsWelcome). */
  async #chooseWelcome(answer: KnownBuilders): Promise<void> {
    const problem = answer.ok ? noProblem : answer.problem.code;
    // A cancelled reading is followed by a newer one, whose answer counts.
    if (problem === 'cancelled') return;
    if (!answer.ok && problem !== 'untrusted') this.#log.warn(problemText(answer.problem));
    await commands.executeCommand('setContext', contextKeys.buildersProblem, problem);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
