import {
  CancellationTokenSource,
  commands,
  env,
  l10n,
  languages,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type WebviewPanel,
} from 'vscode';
import { ruleCodes } from '../../core/analysis/finding.ts';
import type { Explanation } from '../../core/explain/explanation.ts';
import { explanationMarkdown } from '../../core/explain/explanationMarkdown.ts';
import { rulePage } from '../../core/markdown.ts';
import type { PageAction } from '../../protocol/inspectorPage.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import { explainPanel } from '../contributions.ts';
import { editorWording } from '../images/inspector/editorWording.ts';
import { InspectorWebview } from '../images/inspector/inspectorWebview.ts';
import type { LanguageServer } from '../languageServer.ts';
import { run } from '../register.ts';
import { translated } from '../translated.ts';
import { chooseExplained } from './chooseExplained.ts';
import { explainPage, type ExplainState } from './explainPage.ts';

/** What builds are explained with. */
export interface ExplainPorts {
  readonly server: LanguageServer;
  readonly builders: BuilderStore;
  /** Folder of the extension. */
  readonly extension: Uri;
}

/** How long nothing must have changed before the page is made anew, in ms. */
const pause = 600;

/** The page that explains a build: one, about the file for which it was asked last. It follows that file. */
export class ExplainPanel {
  readonly #ports: ExplainPorts;
  #panel: { readonly panel: WebviewPanel; readonly webview: InspectorWebview } | undefined;
  #following: readonly Disposable[] = [];
  #file: Uri | undefined;
  #explanation: Explanation | undefined;
  #reading = new CancellationTokenSource();
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: ExplainPorts) {
    this.#ports = ports;
  }

  /** Explains what the command was called with, or the file in the editor; else the user is asked. */
  async show(given: unknown): Promise<void> {
    const file = await chooseExplained(given);
    if (file === undefined) return;
    if (file.toString() !== this.#file?.toString()) this.#explanation = undefined;
    this.#file = file;
    this.#open();
    await this.#read();
  }

  dispose(): void {
    this.#reading.cancel();
    this.#panel?.panel.dispose();
  }

  #open(): void {
    if (this.#panel !== undefined) {
      this.#panel.panel.reveal();
      return;
    }
    const title = l10n.t('Explain This Build');
    const panel = window.createWebviewPanel(explainPanel, title, ViewColumn.Beside, {
      enableFindWidget: true,
    });
    panel.iconPath = Uri.joinPath(this.#ports.extension, 'media/multiarch.svg');
    const webview = new InspectorWebview(panel.webview, this.#ports.extension, {
      title,
      onAction: (action) => void this.#act(action),
    });
    this.#panel = { panel, webview };
    const isOurs = (uri: Uri) => uri.toString() === this.#file?.toString();
    this.#following = [
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isOurs(document.uri)) this.#readSoon();
      }),
      // The server has learnt something about its images.
      languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some(isOurs)) this.#readSoon();
      }),
      this.#ports.server.onDidChangeTargets((uri) => {
        if (uri === undefined || uri === this.#file?.toString()) this.#readSoon();
      }),
      this.#ports.builders.onDidChange(() => {
        this.#readSoon();
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.#readSoon();
      }),
    ];
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      this.#reading.cancel();
      for (const one of this.#following) one.dispose();
      this.#panel = undefined;
      // The next page begins with what is known at once.
      this.#explanation = undefined;
      webview.dispose();
    });
  }

  #readSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), pause);
  }

  /** First what is known at once, then what registries say. */
  async #read(): Promise<void> {
    clearTimeout(this.#timer);
    this.#reading.cancel();
    const reading = new CancellationTokenSource();
    this.#reading = reading;
    const uri = this.#file;
    if (uri === undefined) return;
    const file = workspace.asRelativePath(uri, false);
    if (this.#explanation === undefined) this.#show({ kind: 'reading', file });
    try {
      // One that was closed is opened again: the server knows open files.
      await workspace.openTextDocument(uri);
      for (const settle of this.#explanation === undefined ? [false, true] : [true]) {
        const { server } = this.#ports;
        const answer = await server.explainBuild({ uri: uri.toString(), settle }, reading.token);
        if (reading.token.isCancellationRequested) return;
        if (!answer) {
          const message =
            answer === null
              ? l10n.t('{0} is no Dockerfile.', file)
              : l10n.t('the language server does not run');
          this.#show({ kind: 'failed', file, message });
          return;
        }
        this.#explanation = answer;
        const trusted = workspace.isTrusted;
        this.#show({ kind: 'done', file, explanation: answer, busy: !settle, trusted });
      }
    } catch (error) {
      if (reading.token.isCancellationRequested) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#show({ kind: 'failed', file, message });
    }
  }

  #show(state: ExplainState): void {
    this.#panel?.webview.show(explainPage(state, editorWording));
  }

  async #act(action: PageAction): Promise<void> {
    if (action.do === 'reveal') await this.#reveal(action.place);
    if (action.do !== 'run') return;
    switch (action.way) {
      case 'refresh':
        await this.#read();
        return;
      case 'choose-targets':
        await this.#reveal('line:1');
        run('multiarch.choosePlatforms');
        return;
      case 'copy-report':
        if (this.#explanation === undefined || this.#file === undefined) return;
        await env.clipboard.writeText(
          explanationMarkdown(
            this.#explanation,
            workspace.asRelativePath(this.#file, false),
            translated,
          ),
        );
        window.setStatusBarMessage(l10n.t('$(check) Explanation copied'), 3000);
        return;
      case 'manage-trust':
        await commands.executeCommand('workbench.trust.manage');
        return;
      case 'show-log':
        run('multiarch.showLog');
        return;
      default:
        return;
    }
  }

  /** A line of the file, or a rule's documentation; nothing else, whatever the page says. */
  async #reveal(place: string): Promise<void> {
    const rule = ruleCodes.find((code) => place === `rule:${code}`);
    if (rule !== undefined) {
      await env.openExternal(Uri.parse(`${rulePage}${rule}`));
      return;
    }
    const [, number] = /^line:(\d{1,7})$/.exec(place) ?? [];
    if (number === undefined || this.#file === undefined) return;
    const line = Number(number) - 1;
    const shown = window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === this.#file?.toString(),
    );
    await window.showTextDocument(this.#file, {
      selection: new Range(line, 0, line, 0),
      viewColumn: shown?.viewColumn ?? ViewColumn.One,
    });
  }
}
