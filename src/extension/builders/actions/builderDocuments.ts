import {
  EventEmitter,
  TabInputText,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
  type CancellationToken,
  type Disposable,
  type TextDocumentContentProvider,
} from 'vscode';
import { inspectArguments } from '../../../core/build/builderCommands.ts';
import { builderScheme, textScheme } from '../../contributions.ts';
import type { Docker } from '../../dockerAccess.ts';
import { keepNewest } from '../../images/keepNewest.ts';
import type { BuilderStore } from '../builderStore.ts';
import { actionLine } from './actionLine.ts';
import { actionProblemText } from './actionProblemText.ts';

/** How many prepared texts can be gone back to. */
const textLimit = 10;

/** A question lies over the first lines of the editor. */
const coveredLines = '\n'.repeat(8);

/** buildx gives a builder 20 s to answer; the rest is for starting the plugin. */
const inspectTimeout = 30_000;

/**
 * Documents about builders that cannot be changed: what `docker buildx inspect` says, asked again when
 * the builders are refreshed, and texts that were prepared.
 */
export class BuilderDocuments implements TextDocumentContentProvider, Disposable {
  readonly #docker: Docker;
  readonly #changed = new EventEmitter<Uri>();
  readonly #texts = new Map<string, string>();
  readonly #disposables: readonly { dispose(): unknown }[];

  readonly onDidChange = this.#changed.event;

  constructor(docker: Docker, builders: BuilderStore) {
    this.#docker = docker;
    this.#disposables = [
      this.#changed,
      workspace.registerTextDocumentContentProvider(builderScheme, this),
      workspace.registerTextDocumentContentProvider(textScheme, this),
      builders.onDidChange(() => {
        for (const { uri } of workspace.textDocuments) {
          if (uri.scheme === builderScheme) this.#changed.fire(uri);
        }
      }),
    ];
  }

  async provideTextDocumentContent(uri: Uri, token: CancellationToken): Promise<string> {
    if (uri.scheme === textScheme) return this.#texts.get(uri.toString()) ?? '';
    const args = inspectArguments(uri.query);
    const stop = new AbortController();
    token.onCancellationRequested(() => {
      stop.abort();
    });
    const action = { args, timeout: inspectTimeout };
    const answer = await this.#docker.use(({ runAction }, program) =>
      runAction(program, action, stop.signal),
    );
    const text = answer?.ok
      ? answer.output
      : actionProblemText(answer?.problem ?? { code: 'untrusted' });
    return `$ ${actionLine(args)}\n\n${text}`;
  }

  /** Shows what buildx says of a builder. */
  async showBuilder(name: string): Promise<void> {
    const uri = Uri.from({ scheme: builderScheme, path: `/${name}.txt`, query: name });
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  /** Keeps a text as a document that nobody can change. */
  keepText(name: string, text: string): Uri {
    const uri = Uri.from({ scheme: textScheme, path: `/${name}` });
    keepNewest(this.#texts, uri.toString(), text, textLimit);
    this.#changed.fire(uri);
    return uri;
  }

  /** Shows a prepared text behind a question, which keeps the keyboard. */
  async showText(name: string, text: string): Promise<void> {
    const uri = this.keepText(name, coveredLines + text);
    await window.showTextDocument(await workspace.openTextDocument(uri), {
      preview: true,
      preserveFocus: true,
    });
  }

  /** Asks questions, and closes what was shown behind them when they are answered or left. */
  async behind<T>(questions: () => Promise<T>): Promise<T> {
    try {
      return await questions();
    } finally {
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
      const texts = tabs.filter(
        ({ input }) =>
          (input instanceof TabInputText && input.uri.scheme === textScheme) ||
          (input instanceof TabInputTextDiff && input.modified.scheme === textScheme),
      );
      await window.tabGroups.close(texts, true);
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
