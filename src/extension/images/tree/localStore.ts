import { setTimeout as pause } from 'node:timers/promises';
import { EventEmitter, l10n, workspace, type Disposable } from 'vscode';
import type { EngineStore } from '../../../adapters/docker/listImages.ts';
import type { StoredImage, StoredPlatform } from '../../../core/image/storedImage.ts';
import type { Docker } from '../../dockerAccess.ts';
import { keepNewest } from '../keepNewest.ts';
import { ContextWatch } from './contextWatch.ts';
import { EngineWatch } from './engineWatch.ts';
import { storeProblem, type StoreProblem } from './storeProblem.ts';

/** What the engine has, or why that is not known. */
export type KnownStore =
  | { readonly ok: true; readonly store: EngineStore }
  | { readonly ok: false; readonly problem: StoreProblem };

/** Time in which several pieces of news cause one reading, in ms; a build brings a dozen. */
const gathering = 700;
/** How many images of a classic store are remembered with their platform. */
const rememberedImages = 5000;

/**
 * The images of the engine in use, as they were last seen. Read on first demand, and again when the engine
 * tells of news, to which it listens only while somebody looks.
 */
export class LocalStore implements Disposable {
  readonly #docker: Docker;
  readonly #changed = new EventEmitter<void>();
  readonly #watch: EngineWatch;
  readonly #context: ContextWatch;
  readonly #trust: Disposable;
  readonly #platforms = new Map<string, readonly StoredPlatform[]>();
  #reading: { readonly answer: Promise<KnownStore>; readonly stop: AbortController } | undefined;
  #news: NodeJS.Timeout | undefined;
  #isVisible = false;
  #wasRead = false;

  /** The next {@link read} may give something else. */
  readonly onDidChange = this.#changed.event;

  constructor(docker: Docker) {
    this.#docker = docker;
    this.#watch = new EngineWatch({
      follow: (onChange, signal) =>
        docker.use(async ({ currentEngine, followEngine }) => {
          const engine = await currentEngine(surroundings());
          return engine && followEngine(engine, onChange, signal);
        }),
      pause: (ms, signal) => pause(ms, undefined, { signal }).catch(() => undefined),
      now: () => Date.now(),
      onChange: () => {
        this.#gather();
      },
    });
    this.#context = new ContextWatch(docker, () => {
      this.askAgain();
    });
    this.#trust = workspace.onDidGrantWorkspaceTrust(() => {
      this.askAgain();
    });
  }

  /** What the engine has; asks it only when nothing is known or being asked yet. */
  read(): Promise<KnownStore> {
    this.#wasRead = true;
    if (this.#reading === undefined) {
      const stop = new AbortController();
      this.#reading = { stop, answer: this.#ask(stop.signal) };
    }
    return this.#reading.answer;
  }

  /** The platforms of an image, for which a classic store has to be asked. */
  async platformsOf(image: StoredImage): Promise<readonly StoredPlatform[]> {
    const known = this.known(image);
    if (known !== undefined) return known;
    const platform = await this.#docker.use(async ({ currentEngine, readImagePlatform }) => {
      const engine = await currentEngine(surroundings());
      return engine && readImagePlatform(engine, image.id);
    });
    if (platform === undefined) return [];
    const { id: digest, size: unpackedSize, containers } = image;
    const found = [
      { platform, digest, isPresent: true, contentSize: 0, unpackedSize, containers },
    ] as const;
    keepNewest(this.#platforms, digest, found, rememberedImages);
    this.#changed.fire();
    return found;
  }

  /** The same, as far as it is known. */
  known({ platforms, id }: StoredImage): readonly StoredPlatform[] | undefined {
    return platforms ?? this.#platforms.get(id);
  }

  /** Asks anew, and listens anew: the docker context in use may be another one. */
  askAgain(): void {
    this.#watch.stop();
    this.refresh();
    if (this.#isVisible) this.#follow();
  }

  /** Asks the engine anew. */
  refresh(): void {
    this.#reading?.stop.abort();
    this.#reading = undefined;
    this.#changed.fire();
  }

  /** Whether somebody looks; then news of the engine count. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (!isVisible) {
      this.#watch.stop();
      this.#context.stop();
      // What happens from now on is not heard.
      this.#reading = undefined;
    } else if (workspace.isTrusted) {
      this.#follow();
      // The first time the rows are asked for anyway. Drawing them anew meanwhile would fold what was just unfolded.
      if (this.#reading === undefined && this.#wasRead) this.#changed.fire();
    }
  }

  #follow(): void {
    if (!workspace.isTrusted) return;
    this.#watch.start();
    this.#context.start();
  }

  dispose(): void {
    this.#watch.stop();
    this.#context.stop();
    clearTimeout(this.#news);
    this.#reading?.stop.abort();
    this.#trust.dispose();
    this.#changed.dispose();
  }

  #gather(): void {
    this.#news ??= setTimeout(() => {
      this.#news = undefined;
      this.refresh();
    }, gathering);
  }

  async #ask(signal: AbortSignal): Promise<KnownStore> {
    const answer = await this.#docker.use(async ({ currentEngine, readEngineStore }) => {
      const engine = await currentEngine(surroundings());
      return engine && readEngineStore(engine, signal);
    });
    if (!workspace.isTrusted) return problem({ code: 'untrusted', message: '' });
    if (signal.aborted) return problem({ code: 'cancelled', message: '' });
    if (answer === undefined) {
      return problem({
        code: 'failed',
        message: l10n.t('The docker context in use is not there.'),
      });
    }
    return answer.ok
      ? { ok: true, store: answer.value }
      : problem(storeProblem(answer.problem.message));
  }
}

function problem(found: StoreProblem): KnownStore {
  return { ok: false, problem: found };
}

function surroundings() {
  return { environment: process.env, platform: process.platform };
}
