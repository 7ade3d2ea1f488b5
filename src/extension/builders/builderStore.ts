import { EventEmitter, workspace, type Disposable } from 'vscode';
import type { Builder } from '../../core/build/workerNode.ts';
import type { Docker, KnownBuilders } from '../dockerAccess.ts';
import { chosenBuilder, touches } from '../settings.ts';
import { BuilderReading } from './builderReading.ts';

/**
 * The builders as they were last seen. Read on first demand and again after {@link refresh}; one
 * reading at a time, a newer one ends the older.
 */
export class BuilderStore implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #answered = new EventEmitter<KnownBuilders>();
  readonly #disposables: readonly { dispose(): unknown }[];
  readonly #reading: BuilderReading;

  /** The next {@link read} may give something else. */
  readonly onDidChange = this.#changed.event;

  /** Docker has answered somebody's {@link read}. */
  readonly onDidRead = this.#answered.event;

  constructor(docker: Docker) {
    this.#reading = new BuilderReading({
      ask: async (signal) => {
        const answer = await docker.readBuilders(signal);
        this.#answered.fire(answer);
        return answer;
      },
      now: () => Date.now(),
    });
    this.#disposables = [
      this.#changed,
      this.#answered,
      workspace.onDidGrantWorkspaceTrust(() => {
        this.refresh();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'docker.path')) this.refresh();
        else if (touches(event, 'builder')) this.#changed.fire();
      }),
    ];
  }

  /** The builders; asks docker only when nothing is known or being asked yet. */
  read(): Promise<KnownBuilders> {
    return this.#reading.read();
  }

  /** As {@link read}, but docker is asked again when its answer is old, or was none. */
  readFresh(): Promise<KnownBuilders> {
    if (this.#reading.isStale()) this.refresh();
    return this.read();
  }

  /** Forgets what was seen. Docker is asked when somebody wants to know. */
  refresh(): void {
    this.#reading.forget();
    this.#changed.fire();
  }

  dispose(): void {
    this.#reading.forget();
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** The builder that a build uses; `missing` names one that the setting asks for and that is not there. */
export type SelectedBuilder =
  | { readonly builder: Builder; readonly missing?: never }
  | { readonly builder?: never; readonly missing: string | undefined };

/** Finds the builder that a build uses: the one of the setting, else buildx's current one. */
export function selectedBuilder(builders: readonly Builder[]): SelectedBuilder {
  const chosen = chosenBuilder();
  const builder = builders.find(({ current, name }) =>
    chosen === undefined ? current : name === chosen,
  );
  return builder === undefined ? { missing: chosen } : { builder };
}
