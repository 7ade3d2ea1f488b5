import {
  EventEmitter,
  languages,
  workspace,
  type CodeLens,
  type CodeLensProvider,
  type Disposable,
  type Memento,
  type TextDocument,
} from 'vscode';
import { dockerfileLanguage } from '../contributions.ts';
import { fileOf, type BuildRuns } from './buildRuns.ts';
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
      runs.onDidEnd(async (build) => {
        if (build.cost.steps.length === 0) return;
        const document = await workspace.openTextDocument(fileOf(build));
        await (await builds()).rememberCost(memory, build, document);
        this.#changed.fire();
      }),
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

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
