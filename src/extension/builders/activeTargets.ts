import { EventEmitter, window, workspace, type Disposable, type Uri } from 'vscode';
import { dockerfileLanguage } from '../contributions.ts';
import type { LanguageServer } from '../languageServer.ts';
import { touches } from '../settings.ts';
import { readTargets } from '../targets.ts';

/** The platforms that are chosen for the Dockerfile in front of the user; without one, those of the settings. */
export class ActiveTargets implements Disposable {
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<void>();
  readonly #disposables: readonly { dispose(): unknown }[];
  #file: Uri | undefined;

  /** The next {@link read} may give others. */
  readonly onDidChange = this.#changed.event;

  constructor(server: LanguageServer) {
    this.#server = server;
    const changed = () => {
      this.#changed.fire();
    };
    this.#disposables = [
      this.#changed,
      window.onDidChangeActiveTextEditor(() => {
        if (this.#activeFile()?.toString() !== this.#file?.toString()) changed();
      }),
      server.onDidChangeTargets(changed),
      workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'platforms')) changed();
      }),
    ];
  }

  async read(): Promise<readonly string[]> {
    this.#file = this.#activeFile();
    return (await readTargets(this.#file, this.#server)).platforms;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #activeFile(): Uri | undefined {
    const document = window.activeTextEditor?.document;
    // The output panel becomes the active editor, but the user still works on the file.
    if (document?.uri.scheme === 'output') return this.#file;
    return document?.languageId === dockerfileLanguage ? document.uri : undefined;
  }
}
