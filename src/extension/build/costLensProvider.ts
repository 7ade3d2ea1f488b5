import {
  EventEmitter,
  languages,
  workspace,
  type CodeLens,
  type CodeLensProvider,
  type Disposable,
  type Memento,
  type TextDocument,
  type Uri,
} from 'vscode';
import { dockerfileLanguage } from '../contributions.ts';
import { fileOf, type BuildRuns, type EndedBuild } from './buildRuns.ts';
import type { CostAge } from './emulationHistory.ts';
import type * as buildsModule from './builds.ts';

/** Shows over RUN lines what emulation cost them, and remembers it after each build. */
export class CostLensProvider implements CodeLensProvider, Disposable {
  readonly #builds: () => Promise<typeof buildsModule>;
  readonly #memory: Memento;
  readonly #changed = new EventEmitter<void>();
  readonly #disposables: readonly { dispose(): unknown }[];

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(runs: BuildRuns, builds: () => Promise<typeof buildsModule>, memory: Memento) {
    this.#builds = builds;
    this.#memory = memory;
    this.#disposables = [
      this.#changed,
      languages.registerCodeLensProvider({ language: dockerfileLanguage }, this),
      runs.onDidEnd((build) => this.#remember(fileOf(build), build, 'newest')),
      runs.onDidMeasure(({ file, cost }) => this.#remember(file, { cost }, 'older')),
    ];
  }

  /** What reads Dockerfiles is loaded for a file that was built with emulation, and for no other. */
  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const isKnown = this.#memory
      .keys()
      .some((key) => key === `emulation ${document.uri.toString()}`);
    const isWanted = workspace.getConfiguration('multiarch', document).get('codeLens') !== false;
    if (!isKnown || !isWanted) return [];
    const { costLenses } = await this.#builds();
    return [...costLenses(this.#memory, document)];
  }

  async #remember(file: Uri, build: Pick<EndedBuild, 'cost'>, age: CostAge): Promise<void> {
    if (build.cost.steps.length === 0) return;
    const document = await workspace.openTextDocument(file);
    await (await this.#builds()).rememberCost(this.#memory, build, document, age);
    this.#changed.fire();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
