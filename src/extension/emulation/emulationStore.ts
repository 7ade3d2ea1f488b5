import { EventEmitter, workspace, type Disposable } from 'vscode';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { Docker } from '../dockerAccess.ts';
import { targetPlatforms, touches } from '../settings.ts';
import { reportEmulation, type MachineReport } from './emulationReport.ts';

/** How machines emulate, as it was last seen. Read on first demand, and again after a change. */
export class EmulationStore implements Disposable {
  readonly #docker: Docker;
  readonly #builders: BuilderStore;
  readonly #changed = new EventEmitter<void>();
  readonly #disposables: readonly { dispose(): unknown }[];
  #reading:
    | { readonly report: Promise<readonly MachineReport[]>; readonly stop: AbortController }
    | undefined;

  /** The next {@link read} may give something else. */
  readonly onDidChange = this.#changed.event;

  constructor(docker: Docker, builders: BuilderStore) {
    this.#docker = docker;
    this.#builders = builders;
    this.#disposables = [
      this.#changed,
      builders.onDidChange(() => {
        this.#forget();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'platforms')) this.#forget();
      }),
    ];
  }

  /** What machines emulate. A reading that fails is not kept. */
  read(): Promise<readonly MachineReport[]> {
    this.#reading ??= this.#start();
    return this.#reading.report;
  }

  /** Forgets what was seen, of the builders too. */
  refresh(): void {
    this.#builders.refresh();
  }

  #start() {
    const stop = new AbortController();
    const report = this.#builders
      .readAll()
      .then((builders) => reportEmulation(this.#docker, builders, wanted(), stop.signal));
    const reading = { report, stop };
    report.catch(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    return reading;
  }

  #forget(): void {
    this.#reading?.stop.abort();
    this.#reading = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    this.#reading?.stop.abort();
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** Architectures of the target platforms: what is missing of them matters. */
function wanted(): readonly string[] {
  const platforms = targetPlatforms(undefined).map((platform) => platform.split('/'));
  return platforms.flatMap(([os, architecture]) =>
    os === 'linux' && architecture !== undefined && architecture !== '' ? [architecture] : [],
  );
}
