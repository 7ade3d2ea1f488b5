import {
  l10n,
  window,
  workspace,
  type Disposable,
  type Uri,
  type WebviewView,
  type WebviewViewProvider,
} from 'vscode';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { editorWording } from './editorWording.ts';
import { emptyPage } from './emptyPage.ts';
import { followAudit } from './followAudit.ts';
import { imageAtCursor } from './imageAtCursor.ts';
import { imagePage } from './imagePage.ts';
import { ImageSession, type ReadingPurpose } from './imageSession.ts';
import type { EditorPorts } from './inspectorEditors.ts';
import { InspectorWebview } from './inspectorWebview.ts';
import { performAction } from './pageActions.ts';

/** How long the cursor rests before its image is read, in ms. */
const rest = 300;

/** The view beside the others: the image under the cursor, or the one that was selected in the images view. */
export class InspectorView implements WebviewViewProvider, Disposable {
  readonly #ports: EditorPorts;
  readonly #server: LanguageServer;
  #view: { readonly view: WebviewView; readonly webview: InspectorWebview } | undefined;
  #session: ImageSession | undefined;
  #why: ReadingPurpose = { purpose: 'background' };
  #timer: NodeJS.Timeout | undefined;
  /** The newest look at the cursor; an older answer that comes later is dropped. */
  #look = 0;
  #following: readonly Disposable[] = [];

  constructor(ports: EditorPorts, server: LanguageServer) {
    this.#ports = ports;
    this.#server = server;
  }

  resolveWebviewView(view: WebviewView): void {
    const webview = new InspectorWebview(view.webview, this.#ports.extension, {
      title: l10n.t('Inspector'),
      onAction: (action) => {
        const session = this.#session;
        if (session === undefined) {
          if (action.do === 'run' && action.way === 'inspect-image') {
            void performAction(action, { ...this.#ports, ...nobody });
          }
          return;
        }
        void session.act(action);
        const { subject } = session.image;
        const read = session.read.bind(session);
        const { documents, audits } = this.#ports;
        void performAction(action, { documents, subject, read, audits });
      },
    });
    this.#view = { view, webview };
    this.#following = [
      window.onDidChangeTextEditorSelection(() => {
        this.#followSoon();
      }),
      window.onDidChangeActiveTextEditor(() => {
        this.#followSoon();
      }),
      // Its images are known a moment after a Dockerfile was opened.
      this.#server.onDidChangeTargets(() => {
        this.#followSoon();
      }),
      workspace.onDidGrantWorkspaceTrust(() => {
        void this.#session?.read(this.#why);
      }),
      followAudit(this.#ports.audits, () => this.#session),
      view.onDidChangeVisibility(() => {
        this.#followSoon();
      }),
    ];
    view.onDidDispose(() => {
      this.#forget();
    });
    this.#show();
    this.#followSoon();
  }

  /** Shows an image that was selected, as soon as the view is seen; nothing is asked before. */
  follow(subject: ImageSubject): void {
    clearTimeout(this.#timer);
    this.#look++;
    if (this.#view?.view.visible === true) this.#read(subject, { purpose: 'background' });
  }

  dispose(): void {
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#session?.dispose();
    this.#session = undefined;
    for (const one of this.#following) one.dispose();
    this.#following = [];
    this.#view?.webview.dispose();
    this.#view = undefined;
  }

  #followSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#followCursor(), rest);
  }

  async #followCursor(): Promise<void> {
    if (this.#view?.view.visible !== true) return;
    const look = ++this.#look;
    const found = await imageAtCursor(this.#server);
    if (found === undefined || look !== this.#look) return;
    const { reference, uri } = found;
    this.#read({ kind: 'registry', reference }, background(uri));
  }

  #read(subject: ImageSubject, why: ReadingPurpose): void {
    if (JSON.stringify(this.#session?.image.subject) === JSON.stringify(subject)) return;
    this.#session?.dispose();
    const { reading, thisHost, audits } = this.#ports;
    const session: ImageSession = new ImageSession(
      {
        ...{ reading, thisHost, auditOf: (one) => audits.of(one)?.state },
        onChange: () => {
          if (this.#session === session) this.#show();
        },
      },
      subject,
      'view',
    );
    this.#session = session;
    this.#why = why;
    void session.read(why);
  }

  #show(): void {
    const { webview } = this.#view ?? {};
    if (this.#session === undefined) webview?.show(emptyPage(editorWording));
    else webview?.show(imagePage(this.#session.image, editorWording));
  }
}

const nobody = {
  subject: { kind: 'registry', reference: '' },
  read: () => Promise.resolve(),
} as const;

function background(uri: Uri): ReadingPurpose {
  return { purpose: 'background', uri: uri.toString() };
}
