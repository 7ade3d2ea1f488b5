import {
  l10n,
  ViewColumn,
  workspace,
  type Disposable,
  type Uri,
  type WebviewPanel,
  type WebviewPanelSerializer,
} from 'vscode';
import { readPageState } from '../../../protocol/inspectorMessages.ts';
import { inspectorPanel } from '../../contributions.ts';
import { comparisonEditor } from './comparisonEditor.ts';
import { imageEditor } from './imageEditor.ts';
import type { AuditAccess } from '../../audit/contributeAudits.ts';
import type { ImageDocuments } from './imageDocuments.ts';
import type { ImageReading, ReadingPurpose, SessionPorts } from './imageSession.ts';
import { createPagePanel, markPagePanel } from './pageEditor.ts';
import { readOrigin, type PageOrigin } from './readSubject.ts';

/** What editors are made with. */
export interface EditorPorts {
  /** Folder of the extension. */
  readonly extension: Uri;
  readonly reading: ImageReading;
  readonly documents: ImageDocuments;
  readonly thisHost: SessionPorts['thisHost'];
  readonly audits: AuditAccess;
}

/** The life of one editor's page. */
export interface EditorPage {
  read(why: ReadingPurpose): Promise<void>;
  remark?(remarks: readonly string[]): void;
  dispose(): void;
}

/** The inspector's editors: one for each image, and one for each comparison. */
export class InspectorEditors implements WebviewPanelSerializer {
  readonly #ports: EditorPorts;
  readonly #open = new Map<string, { readonly panel: WebviewPanel; readonly page: EditorPage }>();
  readonly #trust: Disposable;

  constructor(ports: EditorPorts) {
    this.#ports = ports;
    this.#trust = workspace.onDidGrantWorkspaceTrust(() => {
      for (const { page } of this.#open.values()) void page.read({ purpose: 'background' });
    });
  }

  /** Shows an image or a comparison, in the editor that it has already where there is one. */
  async show(origin: PageOrigin, remarks: readonly string[] = []): Promise<void> {
    const found = this.#open.get(JSON.stringify(origin));
    if (found !== undefined) found.panel.reveal();
    const page =
      found?.page ??
      this.#fill(createPagePanel(inspectorPanel, l10n.t('Inspector'), ViewColumn.Active), origin);
    page.remark?.(remarks);
    await page.read({ purpose: 'asked' });
  }

  /** After a reload of the window nobody has asked for it: the settings say which hosts may be asked. */
  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const origin = readOrigin(readPageState(state)?.origin);
    if (origin === undefined) panel.dispose();
    else await this.#fill(panel, origin).read({ purpose: 'background' });
  }

  dispose(): void {
    for (const { panel } of this.#open.values()) panel.dispose();
    this.#trust.dispose();
  }

  #fill(panel: WebviewPanel, origin: PageOrigin): EditorPage {
    const { extension } = this.#ports;
    markPagePanel(panel, extension);
    const page =
      origin.kind === 'image'
        ? imageEditor(panel, origin, this.#ports)
        : comparisonEditor(panel, origin, this.#ports);
    const key = JSON.stringify(origin);
    this.#open.set(key, { panel, page });
    panel.onDidDispose(() => {
      this.#open.delete(key);
      page.dispose();
    });
    return page;
  }
}
