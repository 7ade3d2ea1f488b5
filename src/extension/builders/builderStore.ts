import { EventEmitter, workspace, type Disposable } from 'vscode';
import type { CacheUsage } from '../../adapters/docker/cacheUsage.ts';
import type { Builder } from '../../core/build/workerNode.ts';
import type { Engine } from '../../core/build/engine.ts';
import type { AccessProblem, Docker, KnownBuilders } from '../dockerAccess.ts';
import { chosenBuilder, touches } from '../settings.ts';
import { rollPorts } from './builderPorts.ts';
import { BuilderRoll, type SeenBuilder, type SeenBuilders } from './builderRoll.ts';
import { BuilderWatch } from './builderWatch.ts';
import { CacheUses } from './cacheUses.ts';

/** How long all builders are waited for, in ms, where most of them are enough. */
const patience = 5000;

/** The builder that a build uses, `missing` when there is none of the name that is asked for. */
export type SelectedBuilder =
  | { readonly ok: true; readonly builder: Builder; readonly missing?: never }
  | { readonly ok: true; readonly builder?: never; readonly missing: string | undefined }
  | { readonly ok: false; readonly problem: AccessProblem };

/**
 * The builders as they were last seen. Each is asked on first demand and again after a change, on its own:
 * who wants one builder never waits for another.
 */
export class BuilderStore implements Disposable {
  readonly #docker: Docker;
  readonly #changed = new EventEmitter<void>();
  readonly #seen = new EventEmitter<void>();
  readonly #answered = new EventEmitter<void>();
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly #roll: BuilderRoll;
  readonly #watch: BuilderWatch;
  readonly #cacheUses: CacheUses;

  /** The next {@link readSelected} may give something else. */
  readonly onDidChange = this.#changed.event;

  /** The next {@link see} gives something else. */
  readonly onDidSee = this.#seen.event;

  /** A builder has answered. */
  readonly onDidAnswer = this.#answered.event;

  constructor(docker: Docker) {
    this.#docker = docker;
    const seen = () => {
      this.#seen.fire();
    };
    const answered = () => {
      this.#answered.fire();
    };
    this.#roll = new BuilderRoll(rollPorts(docker, { changed: seen, answered }));
    this.#cacheUses = new CacheUses(docker, seen);
    this.#watch = new BuilderWatch(docker, {
      relist: () => {
        this.#roll.relist();
        this.#changed.fire();
      },
      forget: (names) => {
        this.#forget(names);
      },
      builders: () => this.#roll.see(),
    });
    this.#disposables = [
      this.#changed,
      this.#seen,
      this.#answered,
      this.#roll,
      this.#watch,
      this.#cacheUses,
      workspace.onDidGrantWorkspaceTrust(() => {
        this.refresh();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'docker.path')) this.refresh();
        else if (touches(event, 'builder')) this.#notice();
      }),
    ];
  }

  /** All builders as they were last seen, at once: waits for files, never for docker. */
  async see(): Promise<SeenBuilders> {
    const seen = await this.#roll.see();
    if (seen.ok) void this.#watch.start();
    return seen;
  }

  /** Lets every builder be asked that has not told yet, and follows the engines meanwhile. */
  async askAll(): Promise<void> {
    const seen = await this.#roll.see();
    const selected = seen.ok
      ? selectedName(seen.builders.map(({ builder }) => builder))
      : undefined;
    await this.#roll.askAll(selected);
    await this.#watch.followEngines();
  }

  /** Stops following engines; files are followed on. */
  rest(): void {
    this.#watch.leaveEngines();
  }

  /** As {@link see}, without how each of them came to be known. */
  async list(): Promise<KnownBuilders> {
    const seen = await this.see();
    if (!seen.ok) return seen;
    return { ok: true, builders: seen.builders.map(({ builder }) => builder) };
  }

  /** As {@link list}, once all have answered, or after 5 s, whichever comes first. */
  async readAll(): Promise<KnownBuilders> {
    const list = await this.list();
    if (!list.ok) return list;
    const all = Promise.all(list.builders.map(({ name }) => this.#roll.read(name)));
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patience);
    });
    await Promise.race([all, limit]);
    clearTimeout(timer);
    return this.list();
  }

  /** The builder that a build uses: the one of the setting, else buildx's current one. Waits for no other. */
  async readSelected(): Promise<SelectedBuilder> {
    const seen = await this.see();
    if (!seen.ok) return seen;
    const name = selectedName(seen.builders.map(({ builder }) => builder));
    return name === undefined ? { ok: true, missing: undefined } : this.readNamed(name);
  }

  /** As {@link readSelected}, but docker is asked again when its answer is old, or was none. */
  async readSelectedFresh(): Promise<SelectedBuilder> {
    const seen = await this.see();
    const name = seen.ok ? selectedName(seen.builders.map(({ builder }) => builder)) : undefined;
    if (!seen.ok) this.refresh();
    else if (name !== undefined && this.#roll.isStale(name)) this.#forget([name]);
    return this.readSelected();
  }

  /** The engine that `--load` writes to: that of the docker context in use (buildx v0.36, build/opt.go). */
  async readLoadEngine(): Promise<Engine | undefined> {
    return this.#docker.use(async ({ currentEngine, readEngine }) => {
      const surroundings = { environment: process.env, platform: process.platform };
      const address = await currentEngine(surroundings);
      const answer = address && (await readEngine(address));
      return answer?.ok ? answer.value : undefined;
    });
  }

  /** Why no builder works, when that is because of the engine; undefined while one may. */
  async engineProblem(seen: readonly SeenBuilder[]): Promise<AccessProblem | undefined> {
    if (seen.length === 0 || !seen.every(({ isKnown }) => isKnown)) return undefined;
    const builders = seen.map(({ builder }) => builder);
    return this.#docker.use(({ engineProblem }) => Promise.resolve(engineProblem(builders)));
  }

  /** How large a builder's cache is; undefined until it has told, and asked for then. */
  cacheUse(builder: Builder): CacheUsage | 'unknown' | undefined {
    return this.#cacheUses.read(builder);
  }

  /** Forgets what was seen. Docker is asked when somebody wants to know. */
  refresh(): void {
    this.#cacheUses.forget();
    this.#roll.forgetAll();
    this.#changed.fire();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #forget(names: readonly string[]): void {
    this.#cacheUses.forget(names);
    this.#roll.forget(names);
    this.#changed.fire();
  }

  /** The builders are the same, but another is used. */
  #notice(): void {
    this.#seen.fire();
    this.#changed.fire();
  }

  /** A builder by its name. Waits for no other. */
  async readNamed(name: string): Promise<SelectedBuilder> {
    void this.#watch.start();
    const answer = await this.#roll.read(name);
    if (answer === undefined) return { ok: true, missing: name };
    if (!answer.ok) {
      // Somebody has let it be asked again meanwhile: what counts is the newer answer.
      const isNewer = answer.problem.code === 'cancelled' && !this.#watch.isOver;
      return isNewer ? this.readNamed(name) : answer;
    }
    const { builder } = answer;
    const problem = await this.#docker.use(({ engineProblem }) =>
      Promise.resolve(engineProblem([builder])),
    );
    return problem === undefined ? { ok: true, builder } : { ok: false, problem };
  }
}

/** Name of the builder that a build uses; undefined when buildx has no current one. */
export function selectedName(builders: readonly Builder[]): string | undefined {
  return chosenBuilder() ?? builders.find(({ current }) => current)?.name;
}
