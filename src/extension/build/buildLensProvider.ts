import {
  CodeLens,
  languages,
  Range,
  workspace,
  type CodeLensProvider,
  type Disposable,
  type TextDocument,
} from 'vscode';
import { dockerfileLanguage } from '../contributions.ts';
import { commandTo } from '../register.ts';
import type * as buildsModule from './builds.ts';

/** Offers to build over the last stage of a Dockerfile, which is the one that is built. */
export class BuildLensProvider implements CodeLensProvider, Disposable {
  readonly #builds: () => Promise<typeof buildsModule>;
  readonly #registration: Disposable;

  constructor(builds: () => Promise<typeof buildsModule>) {
    this.#builds = builds;
    const selector = { language: dockerfileLanguage, scheme: 'file' };
    this.#registration = languages.registerCodeLensProvider(selector, this);
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    const isWanted = workspace.getConfiguration('multiarch', document).get('codeLens') !== false;
    if (!isWanted || !workspace.isTrusted) return [];
    const { lastStageLine, buildLensTitle } = await this.#builds();
    const line = lastStageLine(document.getText());
    if (line === undefined) return [];
    const command = commandTo('multiarch.buildImage', buildLensTitle(), document.uri);
    return [new CodeLens(new Range(line, 0, line, 0), command)];
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
