import type { WebviewPanel } from 'vscode';
import { comparisonPage, sparedBy, type ComparedImages } from './comparisonPage.ts';
import { editorWording } from './editorWording.ts';
import type { ReadingPurpose } from './imageSession.ts';
import type { EditorPage, EditorPorts } from './inspectorEditors.ts';
import { InspectorWebview } from './inspectorWebview.ts';
import { performAction } from './pageActions.ts';
import type { PageOrigin } from './readSubject.ts';

/** Fills a panel with what became of the platforms of an image. */
export function comparisonEditor(
  panel: WebviewPanel,
  origin: Extract<PageOrigin, { kind: 'comparison' }>,
  { extension, reading, documents, audits }: EditorPorts,
): EditorPage {
  const { before, after } = origin;
  let images: ComparedImages = { before, after, busy: true };
  let stop = new AbortController();
  let lastWhy: ReadingPurpose = { purpose: 'asked' };
  const wanted = new Set<string>();
  const set = (next: ComparedImages) => {
    images = next;
    const page = comparisonPage(images, editorWording);
    panel.title = page.title;
    webview.show(page, origin);
  };
  const read = async (why: ReadingPurpose): Promise<void> => {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    lastWhy = why;
    set({ ...images, busy: true });
    const params = { stage: 'platforms', wanted: [...wanted], ...why } as const;
    const [first, second] = await Promise.all([
      reading.image({ subject: before, ...params }, signal),
      reading.image({ subject: after, ...params }, signal),
    ]);
    if (!signal.aborted) {
      set({ before, after, busy: false, found: { before: first, after: second } });
    }
  };
  const webview = new InspectorWebview(panel.webview, extension, {
    title: panel.title,
    onAction: (action) => {
      if (action.do === 'open') {
        const digests = sparedBy(action.section, images);
        for (const digest of digests) wanted.add(digest);
        if (digests.length > 0) void read(lastWhy);
        return;
      }
      const failed = images.found?.before.known === false ? before : after;
      void performAction(action, { documents, subject: failed, read, audits });
    },
  });
  return {
    read,
    dispose: () => {
      stop.abort();
      webview.dispose();
    },
  };
}
