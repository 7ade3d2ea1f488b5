import { Disposable, window, workspace } from 'vscode';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import {
  explainPanel,
  imageDocumentScheme,
  inspectorPanel,
  reportPanel,
  views,
} from '../../contributions.ts';
import { lazy } from '../../lazy.ts';
import { register } from '../../register.ts';
import type { InspectorParts, InspectorPorts } from './makeInspector.ts';

/** The platform inspector, for what leads to it. */
export interface Inspector {
  /** Opens an image in an editor, because a person wants to see it. @param remarks stand above it */
  show(subject: ImageSubject, remarks: readonly string[]): Promise<void>;
  /** Shows an image in the view, if that is seen. */
  follow(subject: ImageSubject): void;
  dispose(): void;
}

/** Registers the inspector's view, editors, documents, commands and links. Its code is loaded on first use. */
export function contributeInspector(ports: InspectorPorts): Inspector {
  let made: InspectorParts | undefined;
  const load = lazy(async () => {
    const { makeInspector } = await import('./makeInspector.ts');
    made = makeInspector(ports);
    return made;
  });
  const disposables = Disposable.from(
    { dispose: () => made?.dispose() },
    workspace.registerTextDocumentContentProvider(imageDocumentScheme, {
      provideTextDocumentContent: async (uri) => (await load()).documents.textOf(uri),
    }),
    window.registerWebviewViewProvider(views.inspector, {
      resolveWebviewView: async (view) => {
        (await load()).view.resolveWebviewView(view);
      },
    }),
    window.registerWebviewPanelSerializer(inspectorPanel, {
      deserializeWebviewPanel: async (panel, state) => {
        await (await load()).editors.deserializeWebviewPanel(panel, state);
      },
    }),
    window.registerWebviewPanelSerializer(reportPanel, {
      deserializeWebviewPanel: async (panel, state) => {
        (await load()).restoreReport(panel, state);
      },
    }),
    window.registerWebviewPanelSerializer(explainPanel, {
      deserializeWebviewPanel: async (panel, state) => {
        await (await load()).restoreExplanation(panel, state);
      },
    }),
    window.registerUriHandler({
      handleUri: async (uri) => {
        await (await load()).askAboutLink(uri);
      },
    }),
    register('multiarch.inspectImage', async (what) => (await load()).inspect(what)),
    register('multiarch.showReadinessReport', async (targets) =>
      (await load()).reportReadiness(targets),
    ),
    register('multiarch.explainBuild', async (file) => (await load()).explain(file)),
    register('multiarch.compareImages', async (before, after) =>
      (await load()).compare(before, after),
    ),
  );
  return {
    show: async (subject, remarks) =>
      (await load()).editors.show({ kind: 'image', subject }, remarks),
    follow: (subject) => {
      made?.view.follow(subject);
    },
    dispose: () => {
      disposables.dispose();
    },
  };
}
