import { Uri, ViewColumn, window, type Disposable, type WebviewPanel } from 'vscode';
import type { InspectorPage, PageAction } from '../../../protocol/inspectorPage.ts';
import { InspectorWebview } from './inspectorWebview.ts';

/** What an editor with a page of ours is made with. */
interface PageEditorPorts {
  /** Folder of the extension. */
  readonly extension: Uri;
  /** Type of its panels. */
  readonly type: string;
  readonly title: string;
  readonly column: ViewColumn;
  readonly onAction: (action: PageAction) => void;
  /** It was opened, so there is something to follow; what comes back ends with the panel. */
  readonly onOpen?: () => Disposable;
  /** The user has closed it, or the window ends. */
  readonly onClose: () => void;
}

/** Opens a panel for a page of ours, which can be searched. */
export function createPagePanel(type: string, title: string, column: ViewColumn): WebviewPanel {
  return window.createWebviewPanel(type, title, column, { enableFindWidget: true });
}

/** Gives a panel our icon, also one that the editor has brought back. */
export function markPagePanel(panel: WebviewPanel, extension: Uri): void {
  panel.iconPath = Uri.joinPath(extension, 'media/multiarch.svg');
}

/** An editor with a page of ours, of which there is one at most. */
export class PageEditor implements Disposable {
  readonly #ports: PageEditorPorts;
  #open: { readonly panel: WebviewPanel; readonly webview: InspectorWebview } | undefined;

  constructor(ports: PageEditorPorts) {
    this.#ports = ports;
  }

  /** Brings it to the front, and opens it first where it is not open. */
  open(): void {
    const { type, title, column } = this.#ports;
    if (this.#open === undefined) this.#adopt(createPagePanel(type, title, column));
    else this.#open.panel.reveal();
  }

  /**
   * Takes over a panel that the editor brings back after a reload of the window, which it does when its tab is shown
   * first. False where there is one already: what the user has opened since stays.
   */
  takeBack(panel: WebviewPanel): boolean {
    if (this.#open === undefined) {
      this.#adopt(panel);
      return true;
    }
    panel.dispose();
    this.#open.panel.reveal();
    return false;
  }

  #adopt(panel: WebviewPanel): void {
    const { extension, title, onAction, onOpen, onClose } = this.#ports;
    markPagePanel(panel, extension);
    const webview = new InspectorWebview(panel.webview, extension, { title, onAction });
    const following = onOpen?.();
    const own = { panel, webview };
    this.#open = own;
    panel.onDidDispose(() => {
      following?.dispose();
      webview.dispose();
      if (this.#open !== own) return;
      this.#open = undefined;
      onClose();
    });
  }

  /** Where another file is shown beside it, whichever column it is in. */
  get otherColumn(): ViewColumn {
    return this.#open?.panel.viewColumn === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One;
  }

  /** @param origin what the page is about, by which it is made anew after a reload of the window */
  show(page: InspectorPage, origin: unknown): void {
    this.#open?.webview.show(page, origin);
  }

  dispose(): void {
    this.#open?.panel.dispose();
  }
}
