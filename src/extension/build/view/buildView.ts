import {
  EventEmitter,
  l10n,
  workspace,
  type Disposable,
  type TreeItem,
  type TreeView,
} from 'vscode';
import { emulatedPlatforms } from '../emulated.ts';
import { fileOf, type BuildRun, type BuildRuns, type EndedBuild } from '../buildRuns.ts';
import { durationText } from '../buildText.ts';
import type { PastBuild } from '../../../core/build/progress/pastBuild.ts';
import { keepNewest } from '../../images/keepNewest.ts';
import type { BuilderStore } from '../../builders/builderStore.ts';
import type { BuildOutcome } from '../buildOutcome.ts';
import { translated } from '../../translated.ts';
import type { BuildItem } from './buildItem.ts';
import { renderBuildItem } from './buildItemRendering.ts';
import { BuildRows } from './buildRows.ts';
import type { PastAnswer, PastBuilds } from './pastBuilds.ts';
import type { ShownBuild } from './shownBuild.ts';

/** What the view shows. */
export interface BuildViewPorts {
  readonly runs: BuildRuns;
  readonly builders: BuilderStore;
  readonly past: PastBuilds;
  /** Where its rows are shown. */
  readonly tree: TreeView<BuildItem>;
}

/** Time between two pictures, in ms. */
const frame = 250;
/** Numbers and times are drawn with every so many pictures. */
const numbersEvery = 4;
/** Builds of this window that are shown; their output is kept in memory. */
const mostBuilds = 5;
/** Builds of the history whose steps are kept in memory. */
const mostOpened = 20;
/** Steps that are listed by their cost. */
const mostCosts = 50;

/** The same row each time, so that it stays open. */
const historyRow: BuildItem = { kind: 'history' };

/** The build view: what builds do on each platform, what came out, and what builders remember. */
export class BuildView implements Disposable {
  readonly #ports: BuildViewPorts;
  readonly #changed = new EventEmitter<readonly BuildItem[] | undefined>();
  readonly #subscriptions: readonly Disposable[];
  /** The newest first. */
  #shown: readonly BuildRows[] = [];
  /** Builds of the history that were opened, by ref. */
  readonly #opened = new Map<string, BuildRows>();
  #history: PastAnswer | undefined;
  #stopLookUp = new AbortController();
  #isVisible = false;
  #timer: NodeJS.Timeout | undefined;
  #pictures = 0;
  #count = 0;

  /** Rows to draw anew; all of them without any. */
  readonly onDidChange = this.#changed.event;

  constructor(ports: BuildViewPorts) {
    this.#ports = ports;
    const { runs } = ports;
    this.#subscriptions = [
      runs.onDidBegin((run) => {
        this.#begin(run);
      }),
      runs.onDidEnd((build) => {
        this.#end(build);
      }),
    ];
    for (const build of runs.recent()) {
      this.#begin(build);
      this.#end(build);
    }
    for (const run of runs.running()) this.#begin(run);
  }

  async getChildren(item?: BuildItem): Promise<BuildItem[]> {
    if (item === undefined) return [...this.#shown.map(({ root }) => root), historyRow];
    switch (item.kind) {
      case 'build':
        return this.#below(item.build);
      case 'buildPlatform':
        return [...(this.#rowsOf(item.build)?.stepsOf(item) ?? [])];
      case 'range':
        return [...(this.#rowsOf(item.of.build)?.stepsIn(item) ?? [])];
      case 'step':
        return item.step.state === 'failed'
          ? [...(this.#rowsOf(item.build)?.linesOf(item) ?? [])]
          : [];
      case 'costs':
        return costRows(item.build);
      case 'outcome':
        return outcomeRows(item.build.outcome);
      case 'history':
        return this.#pastRows();
      case 'past':
        return this.#openPast(item);
      default:
        return [];
    }
  }

  getTreeItem(item: BuildItem): TreeItem {
    return renderBuildItem(item, Date.now());
  }

  getParent(item: BuildItem): BuildItem | undefined {
    switch (item.kind) {
      case 'step':
        return this.#rowsOf(item.build)?.parentOf(item);
      case 'buildPlatform':
        return this.#rowsOf(item.build)?.root;
      case 'range':
        return item.of;
      case 'past':
        return historyRow;
      default:
        return undefined;
    }
  }

  /** While nobody looks nothing is drawn. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (!isVisible) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#stopLookUp.abort();
    } else {
      this.#draw(true);
      this.#watch();
    }
  }

  /** Asks the builder again what it remembers. */
  refresh(): void {
    this.#history = undefined;
    this.#changed.fire(undefined);
  }

  /** Shows what came out of a build. */
  setOutcome(build: BuildRun, outcome: BuildOutcome): void {
    const rows = this.#shown.find(({ root }) => root.build.progress === build.progress);
    if (rows === undefined) return;
    rows.root.build.outcome = outcome;
    this.#changed.fire([rows.root]);
  }

  dispose(): void {
    this.setVisible(false);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #begin(run: BuildRun): void {
    const { request, progress, started, name } = run;
    this.#count += 1;
    const build: ShownBuild = {
      id: `build ${this.#count}`,
      title: request.tags[0] ?? name,
      platforms: request.platforms,
      progress,
      file: fileOf(run),
      run,
      started,
      isEmulated: () => undefined,
      end: undefined,
    };
    this.#shown = [new BuildRows(build), ...this.#shown].slice(0, mostBuilds);
    this.#changed.fire(undefined);
    this.#tellRunning();
    this.#watch();
    void emulatedPlatforms(this.#ports.builders, request).then((isEmulated) => {
      build.isEmulated = isEmulated;
      const rows = this.#rowsOf(build);
      if (rows !== undefined) this.#changed.fire([rows.root]);
    });
  }

  #end({ progress, end, started, ended, cost, failure }: EndedBuild): void {
    const rows = this.#shown.find(({ root }) => root.build.progress === progress);
    if (rows === undefined) return;
    const { build } = rows.root;
    const reason =
      end.kind === 'not-started' ? end.message : failure && translated(failure.explanation.cause);
    build.end = {
      state: end.kind === 'not-started' ? 'failed' : end.kind,
      duration: ended - started,
      cost,
      ...(reason !== undefined && { reason }),
    };
    rows.update(true);
    this.#history = undefined;
    this.#changed.fire(undefined);
    this.#tellRunning();
    const failed = rows.failed();
    if (failed !== undefined && this.#isVisible) void this.#reveal(failed);
  }

  /** Opens a row where it is; the editor refuses for rows that are gone. */
  async #reveal(item: BuildItem): Promise<void> {
    const how = { select: false, focus: false, expand: true };
    await this.#ports.tree.reveal(item, how).then(undefined, () => undefined);
  }

  #below(build: ShownBuild): BuildItem[] {
    const rows = this.#rowsOf(build);
    if (rows === undefined) return [];
    // Rows are made of what is known now, so that what is drawn next has a row to change.
    rows.update(true);
    const hasCosts = (build.end?.cost.totals.length ?? 0) > 0;
    return [
      ...(build.end?.reason === undefined ? [] : [noteRow(build.end.reason, true)]),
      ...(build.outcome === undefined ? [] : [{ kind: 'outcome' as const, build }]),
      ...rows.platforms(),
      ...(hasCosts ? [{ kind: 'costs' as const, build }] : []),
    ];
  }

  #rowsOf(build: ShownBuild): BuildRows | undefined {
    return (
      this.#shown.find(({ root }) => root.build === build) ??
      [...this.#opened.values()].find(({ root }) => root.build === build)
    );
  }

  async #pastRows(): Promise<BuildItem[]> {
    this.#history ??= await this.#ports.past.list();
    if (this.#history.kind === 'unknown') return [noteRow(this.#history.reason, false)];
    const { builds } = this.#history;
    if (builds.length === 0) return [noteRow(emptyHistory(), false)];
    const rows = new Map(builds.map((past) => [past.ref, { kind: 'past' as const, past }]));
    this.#stopLookUp.abort();
    this.#stopLookUp = new AbortController();
    const { signal } = this.#stopLookUp;
    void this.#ports.past.lookUp(
      builds,
      async (past) => {
        const row = rows.get(past.ref);
        if (row === undefined || signal.aborted) return;
        row.past = past;
        this.#changed.fire([row]);
        // What was built in this workspace tells its Dockerfiles what emulation cost them.
        if ((past.platforms?.length ?? 0) > 1) await this.#open(past);
      },
      signal,
    );
    return [...rows.values()];
  }

  async #openPast({ past }: Extract<BuildItem, { kind: 'past' }>): Promise<BuildItem[]> {
    const rows = await this.#open(past);
    return rows === undefined ? [noteRow(unreadable(), false)] : this.#below(rows.root.build);
  }

  /** Reads the steps of a build that the builder remembers, once. */
  async #open(past: PastBuild): Promise<BuildRows | undefined> {
    const known = this.#opened.get(past.ref);
    if (known !== undefined) return known;
    const build = await this.#ports.past.read(past);
    if (build === undefined) return undefined;
    const rows = new BuildRows(build);
    rows.update(true);
    keepNewest(this.#opened, past.ref, rows, mostOpened);
    const { file, end } = build;
    const isHere = file !== undefined && workspace.getWorkspaceFolder(file) !== undefined;
    if (isHere && end !== undefined) this.#ports.runs.measure({ file, cost: end.cost });
    return rows;
  }

  #watch(): void {
    const isNeeded = this.#isVisible && this.#ports.runs.running().length > 0;
    if (!isNeeded || this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      this.#pictures += 1;
      this.#draw(this.#pictures % numbersEvery === 0);
      if (this.#ports.runs.running().length > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    }, frame);
  }

  #draw(isDue: boolean): void {
    const rows = this.#shown.flatMap((each) => each.update(isDue));
    if (rows.length > 0) this.#changed.fire(rows);
    if (isDue) this.#tellRunning();
  }

  /** The head of the view counts what no row can count without being drawn with all that is below it. */
  #tellRunning(): void {
    const { runs, tree } = this.#ports;
    const running = runs.running();
    const [newest] = running.slice(-1);
    tree.badge =
      running.length === 0
        ? undefined
        : { value: running.length, tooltip: runningText(running.length) };
    if (newest === undefined) {
      tree.description = '';
      return;
    }
    const steps = newest.progress.steps().filter(({ name }) => !name.internal);
    const done = steps.filter(({ state }) => state === 'done' || state === 'cached').length;
    const elapsed = durationText(Math.max(0, Date.now() - newest.started));
    tree.description = progressText(done, steps.length, elapsed);
  }
}

function noteRow(text: string, isProblem: boolean): BuildItem {
  return { kind: 'note', text, isProblem };
}

function emptyHistory(): string {
  return l10n.t('The builder remembers no build.');
}

function unreadable(): string {
  return l10n.t(
    'Its steps could not be read: they are gone, or too many. Its log may still be there.',
  );
}

function runningText(count: number): string {
  return count === 1 ? l10n.t('1 build is running') : l10n.t('{0} builds are running', count);
}

function progressText(done: number, all: number, elapsed: string): string {
  return l10n.t('{0} of {1} steps · {2}', done, all, elapsed);
}

/** What emulation cost: the sum for each platform, then the steps, the costliest first. */
function costRows(build: ShownBuild): BuildItem[] {
  const cost = build.end?.cost;
  if (cost === undefined) return [];
  const ratioOf = (platform: string) =>
    cost.ratios.find((each) => each.platform === platform)?.ratio;
  return [
    ...cost.totals.map((time): BuildItem => {
      return { kind: 'costSum', time, ratio: ratioOf(time.platform) };
    }),
    ...cost.steps
      .slice(0, mostCosts)
      .flatMap((step) =>
        step.emulated.map((time): BuildItem => ({ kind: 'cost', build, cost: step, time })),
      ),
  ];
}

function outcomeRows(outcome: BuildOutcome | undefined): BuildItem[] {
  if (outcome?.kind !== 'image') return [];
  const missing = outcome.compared.missing.map((platform): BuildItem => {
    return { kind: 'missing', platform };
  });
  return [...missing, ...outcome.platforms];
}
