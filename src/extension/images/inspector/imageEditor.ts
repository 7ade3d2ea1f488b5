import type { WebviewPanel } from 'vscode';
import { editorWording } from './editorWording.ts';
import { imagePage } from './imagePage.ts';
import { followAudit } from './followAudit.ts';
import { ImageSession } from './imageSession.ts';
import { nameOf } from './inspected.ts';
import type { EditorPage, EditorPorts } from './inspectorEditors.ts';
import { InspectorWebview } from './inspectorWebview.ts';
import { performAction } from './pageActions.ts';
import type { PageOrigin } from './readSubject.ts';

/** Fills a panel with the page about an image. */
export function imageEditor(
  panel: WebviewPanel,
  origin: Extract<PageOrigin, { kind: 'image' }>,
  { extension, reading, documents, thisHost, audits }: EditorPorts,
): EditorPage {
  const { subject } = origin;
  panel.title = nameOf(subject);
  const session = new ImageSession(
    {
      ...{ reading, thisHost, auditOf: (one) => audits.of(one)?.state },
      onChange: () => {
        webview.show(imagePage(session.image, editorWording), origin);
      },
    },
    subject,
    'editor',
  );
  const read = session.read.bind(session);
  const webview = new InspectorWebview(panel.webview, extension, {
    title: panel.title,
    onAction: (action) => {
      void session.act(action);
      void performAction(action, { documents, subject, read, audits });
    },
  });
  const following = followAudit(audits, () => session);
  return {
    read,
    remark: (remarks) => {
      session.remark(remarks);
    },
    dispose: () => {
      following.dispose();
      session.dispose();
      webview.dispose();
    },
  };
}
