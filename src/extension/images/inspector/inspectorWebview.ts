import { randomBytes } from 'node:crypto';
import { env, Uri, type Disposable, type Webview } from 'vscode';
import { readPageMessage, type ExtensionMessage } from '../../../protocol/inspectorMessages.ts';
import type { InspectorPage, PageAction } from '../../../protocol/inspectorPage.ts';
import { inspectorDocument } from './inspectorDocument.ts';

/** A webview with the inspector's page in it. */
export class InspectorWebview implements Disposable {
  readonly #webview: Webview;
  readonly #messages: Disposable;
  /** The last page, for a webview that is made anew. */
  #shown: ExtensionMessage | undefined;
  #isReady = false;

  /** @param extension folder of the extension */
  constructor(
    webview: Webview,
    extension: Uri,
    {
      title,
      onAction,
    }: { readonly title: string; readonly onAction: (action: PageAction) => void },
  ) {
    this.#webview = webview;
    const folder = Uri.joinPath(extension, 'dist');
    const addressOf = (file: string) => webview.asWebviewUri(Uri.joinPath(folder, file)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    this.#messages = webview.onDidReceiveMessage((message: unknown) => {
      const read = readPageMessage(message);
      if (read?.kind === 'act') onAction(read.action);
      if (read?.kind !== 'ready') return;
      this.#isReady = true;
      this.#post();
    });
    webview.html = inspectorDocument({
      script: addressOf('inspector.js'),
      style: addressOf('inspector.css'),
      source: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: env.language,
      title,
    });
  }

  /**
   * Shows a page as soon as the webview can.
   *
   * @param origin what the page is about: it is given back when the editor makes the page anew
   */
  show(page: InspectorPage, origin?: unknown): void {
    this.#shown = { kind: 'show', page, origin };
    if (this.#isReady) this.#post();
  }

  dispose(): void {
    this.#messages.dispose();
  }

  #post(): void {
    if (this.#shown !== undefined) void this.#webview.postMessage(this.#shown);
  }
}
