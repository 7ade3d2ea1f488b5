import {
  commands,
  EventEmitter,
  workspace,
  type Disposable,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeItem,
} from 'vscode';
import type { StoredOrder } from '../../../core/image/storedRepositories.ts';
import { contextKeys, noProblem, rowsShown, views } from '../../contributions.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { ReadyRows } from '../../readyRows.ts';
import { insecureRegistries, touches } from '../../settings.ts';
import { renderImageItem } from './imageRendering.ts';
import {
  childItems,
  platformItems,
  rootItems,
  type ImageItem,
  type ImagesState,
} from './imagesTree.ts';
import { localRegistries } from './localRegistries.ts';
import type { KnownStore, LocalStore } from './localStore.ts';
import type { PinnedImages } from './pinnedImages.ts';
import { remoteItems } from './remoteItems.ts';

/** What the view reads. */
export interface ImagesViewPorts {
  readonly store: LocalStore;
  readonly pins: PinnedImages;
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
}

/** The images view: what the engine has, what was pinned, and what local registries have. */
export class ImagesView implements TreeDataProvider<ImageItem>, Disposable {
  readonly #ports: ImagesViewPorts;
  readonly #changed = new EventEmitter<void>();
  readonly #rows: ReadyRows<ImageItem>;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #order: StoredOrder = 'name';
  #filter = '';
  #lastProblem = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(ports: ImagesViewPorts) {
    this.#ports = ports;
    this.#rows = new ReadyRows(
      views.images,
      () => this.#read(),
      () => {
        this.#changed.fire();
      },
    );
    const changed = () => {
      this.#rows.change();
    };
    this.#subscriptions = [
      this.#rows,
      ports.store.onDidChange(changed),
      ports.pins.onDidChange(changed),
      workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'registry.insecure')) changed();
      }),
    ];
  }

  /** Words that rows of the engine's images must have; '' for all. */
  get filter(): string {
    return this.#filter;
  }

  get order(): StoredOrder {
    return this.#order;
  }

  /** Shows other images, or in another order. */
  async show(what: { readonly filter?: string; readonly order?: StoredOrder }): Promise<void> {
    this.#filter = what.filter ?? this.#filter;
    this.#order = what.order ?? this.#order;
    await commands.executeCommand('setContext', contextKeys.imagesFiltered, this.#filter !== '');
    void this.#rows.changeNow();
  }

  async getChildren(item?: ImageItem): Promise<ImageItem[]> {
    if (item === undefined) return [...(await this.#rows.get())];
    return [...(await this.#rows.below(this.#below(item)))];
  }

  getTreeItem(item: ImageItem): TreeItem {
    const platformsOf = ({ image }: Extract<ImageItem, { kind: 'image' }>) =>
      this.#ports.store.known(image);
    return renderImageItem(item, { now: Date.now(), platformsOf });
  }

  /** Only rows of the first level are ever shown by a command. */
  getParent(): undefined {
    return undefined;
  }

  /** What the rows are made of. */
  async state(): Promise<ImagesState> {
    const local = await this.#ports.store.read();
    const pins = this.#ports.pins.references;
    const tags = local.ok ? local.store.images.flatMap((image) => image.tags) : [];
    const insecure = [...insecureRegistries(), ...(local.ok ? local.store.insecure : [])];
    const registries = localRegistries({ insecure, references: [...pins, ...tags] });
    return { local, pins, registries, order: this.#order, filter: this.#filter };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #below(item: ImageItem): Promise<readonly ImageItem[]> {
    switch (item.kind) {
      case 'image':
        return platformItems(item, await this.#ports.store.platformsOf(item.image));
      case 'registry':
      case 'remoteRepository':
      case 'remoteImage':
        return remoteItems(item, this.#ports.server);
      default:
        return childItems(item);
    }
  }

  async #read(): Promise<readonly ImageItem[] | undefined> {
    const state = await this.state();
    const { local } = state;
    if (!local.ok && local.problem.code === 'cancelled') return undefined;
    const items = rootItems(state);
    await this.#chooseWelcome(local, items.length > 0);
    return items;
  }

  /** The welcome of a problem takes the place of rows (package.json, viewsWelcome). */
  async #chooseWelcome(local: KnownStore, hasRows: boolean): Promise<void> {
    const none = hasRows ? rowsShown : noProblem;
    const code = local.ok ? none : local.problem.code;
    const message = local.ok ? '' : local.problem.message;
    if (message !== '' && message !== this.#lastProblem) this.#ports.log.warn(message);
    this.#lastProblem = message;
    await commands.executeCommand('setContext', contextKeys.imagesProblem, code);
  }
}
