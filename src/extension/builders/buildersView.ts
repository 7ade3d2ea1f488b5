import {
  commands,
  EventEmitter,
  l10n,
  window,
  type Disposable,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeItem,
} from 'vscode';
import type { AccessProblem } from '../dockerAccess.ts';
import { ReadyRows } from '../readyRows.ts';
import { contextKeys, noProblem, podmanOnly, rowsShown, views } from '../contributions.ts';
import type { ActiveTargets } from './activeTargets.ts';
import type { SeenBuilders } from './builderRoll.ts';
import { builderItems, childItems, type BuilderItem } from './buildersTree.ts';
import { selectedName, type BuilderStore } from './builderStore.ts';
import { renderItem } from './itemRendering.ts';
import { problemText } from './problemText.ts';

/** The builders view: shows what the store has seen, or leaves the place to a welcome that says why not. */
export class BuildersView implements TreeDataProvider<BuilderItem>, Disposable {
  readonly #store: BuilderStore;
  readonly #targets: ActiveTargets;
  readonly #log: LogOutputChannel;
  readonly #hasPodman: () => Promise<boolean | undefined>;
  readonly #changed = new EventEmitter<void>();
  readonly #view;
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly #rows: ReadyRows<BuilderItem>;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    store: BuilderStore,
    targets: ActiveTargets,
    log: LogOutputChannel,
    hasPodman: () => Promise<boolean | undefined>,
  ) {
    this.#store = store;
    this.#hasPodman = hasPodman;
    this.#targets = targets;
    this.#log = log;
    this.#view = window.createTreeView(views.builders, { treeDataProvider: this });
    this.#rows = new ReadyRows(
      views.builders,
      () => this.#read(),
      () => {
        this.#changed.fire();
      },
    );
    const change = () => {
      this.#rows.change();
    };
    this.#disposables = [
      this.#rows,
      store.onDidSee(change),
      targets.onDidChange(change),
      this.#view.onDidChangeVisibility(({ visible }) => {
        // The rows are asked for anyway then. Drawing them anew meanwhile can leave a row open with nothing below it.
        if (visible) void this.#askAll();
        else store.rest();
      }),
    ];
  }

  async getChildren(item?: BuilderItem): Promise<BuilderItem[]> {
    if (item !== undefined) return [...childItems(item)];
    const items = await this.#rows.get();
    // Also while none works: that one does again is only seen by asking.
    if (this.#view.visible) void this.#askAll();
    return [...items];
  }

  getTreeItem(item: BuilderItem): TreeItem {
    return renderItem(item, (builder) => this.#store.cacheUse(builder));
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
    this.#targets.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #read(): Promise<readonly BuilderItem[] | undefined> {
    const [seen, targets] = await Promise.all([this.#store.see(), this.#targets.read()]);
    const problem = await this.#problemOf(seen);
    // A cancelled reading is followed by a newer one, whose answer counts.
    if (problem?.code === 'cancelled') return undefined;
    const items = seen.ok && problem === undefined ? rootItems(seen, targets) : [];
    await this.#chooseWelcome(problem, items.length > 0);
    return items;
  }

  async #askAll(): Promise<void> {
    const seen = await this.#store.see();
    if (seen.ok && this.#view.visible) await this.#store.askAll();
  }

  async #problemOf(seen: SeenBuilders): Promise<AccessProblem | undefined> {
    if (!seen.ok) return seen.problem;
    return this.#store.engineProblem(seen.builders);
  }

  /** The welcome of a problem takes the place of the rows (package.json, viewsWelcome). */
  async #chooseWelcome(problem: AccessProblem | undefined, hasRows: boolean): Promise<void> {
    const code = problem?.code ?? (hasRows ? rowsShown : noProblem);
    if (problem !== undefined && code !== 'untrusted') this.#log.warn(problemText(problem));
    // A welcome is a fixed text: what it cannot say stands beside the view's title.
    this.#view.description =
      problem?.code === 'buildx-too-old' ? l10n.t('buildx {0}', problem.version) : '';
    const isPodman = code === 'docker-not-found' && (await this.#hasPodman()) === true;
    const shown = isPodman ? podmanOnly : code;
    await commands.executeCommand('setContext', contextKeys.buildersProblem, shown);
  }
}

function rootItems(
  { builders }: Extract<SeenBuilders, { ok: true }>,
  targets: readonly string[],
): readonly BuilderItem[] {
  const selected = selectedName(builders.map(({ builder }) => builder));
  return builderItems({ builders, selected, targets });
}
