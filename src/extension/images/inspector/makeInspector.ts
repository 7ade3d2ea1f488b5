import { l10n, Uri } from 'vscode';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import type { AuditAccess } from '../../audit/contributeAudits.ts';
import { builtImages } from '../../build/builtImages.ts';
import type { BuildRuns } from '../../build/buildRuns.ts';
import type { BuilderStore } from '../../builders/builderStore.ts';
import type { LanguageServer } from '../../languageServer.ts';
import { ExplainPanel } from '../../explain/explainPanel.ts';
import { chooseReportTargets } from '../../report/chooseTargets.ts';
import { ReadinessReport } from '../../report/readinessReport.ts';
import { chooseImage, subjectOfFile } from './chooseImage.ts';
import { ImageDocuments } from './imageDocuments.ts';
import { askAboutLink } from './imageLinks.ts';
import { imageReading } from './imageReading.ts';
import { InspectorEditors } from './inspectorEditors.ts';
import { InspectorView } from './inspectorView.ts';
import { readSubject } from './readSubject.ts';

/** What the inspector is made with. */
export interface InspectorPorts {
  readonly server: LanguageServer;
  readonly builders: BuilderStore;
  readonly audits: AuditAccess;
  readonly runs: BuildRuns;
  /** Folder of the extension. */
  readonly extension: Uri;
  /** Path of the worker's program. */
  readonly worker: string;
}

/** The platform inspector's parts, in a bundle of their own that is loaded on first use. */
export type InspectorParts = ReturnType<typeof makeInspector>;

/** Makes the parts. Nobody is asked before something is shown. */
export function makeInspector(inspectorPorts: InspectorPorts) {
  const { server, builders, audits, extension, worker } = inspectorPorts;
  const reading = imageReading(server);
  const documents = new ImageDocuments(reading);
  const thisHost = async (): Promise<string | undefined> => {
    const engine = await builders.readLoadEngine();
    return engine && `${engine.os}/${engine.architecture}`;
  };
  const ports = { extension, reading, documents, thisHost, audits };
  const editors = new InspectorEditors(ports);
  const view = new InspectorView(ports, server);
  const readiness = new ReadinessReport({ server, extension, worker, thisHost });
  const explaining = new ExplainPanel({ server, builders, extension });
  return {
    ...{ documents, editors, view, askAboutLink },
    /** Opens what a command was called with, or what the user names. */
    async inspect(what: unknown): Promise<void> {
      const subject =
        what instanceof Uri
          ? await subjectOfFile(what)
          : (readSubject(what) ?? (await ask(inspectorPorts)));
      if (subject !== undefined) await editors.show({ kind: 'image', subject });
    },
    /** Compares what a command was called with, or what the user names. */
    async compare(first: unknown, second: unknown): Promise<void> {
      const before = readSubject(first) ?? (await askForFirst(inspectorPorts));
      const after = before && (readSubject(second) ?? (await askForSecond(inspectorPorts)));
      if (before && after) await editors.show({ kind: 'comparison', before, after });
    },
    /** Shows the readiness report, for what the command was called with or the user chooses. */
    async reportReadiness(given: unknown) {
      const targets = await chooseReportTargets(given);
      if (targets === undefined) return undefined;
      return readiness.show(targets.kind === 'given' ? targets.platforms : undefined);
    },
    /** Explains what a build does, of the file that the command was called with or that is being edited. */
    explain: (file: unknown) => explaining.show(file),
    /** Fill the pages that the editor brings back after a reload of the window. */
    restoreReport: readiness.restore.bind(readiness),
    restoreExplanation: explaining.restore.bind(explaining),
    dispose(): void {
      for (const one of [documents, editors, view, readiness, explaining]) one.dispose();
    },
  };
}

type Asked = Pick<InspectorPorts, 'server' | 'runs'>;

function ask({ server, runs }: Asked): Promise<ImageSubject | undefined> {
  return chooseImage(server, {
    title: l10n.t('Inspect Image'),
    placeholder: l10n.t('An image, for example alpine:3.22'),
    before: () => Promise.resolve([builtImages(runs)]),
  });
}

function askForFirst({ server, runs }: Asked): Promise<ImageSubject | undefined> {
  return chooseImage(server, {
    title: l10n.t('Compare Images (1/2)'),
    placeholder: l10n.t('The image before, for example nginx:1.26'),
    before: () => Promise.resolve([builtImages(runs)]),
  });
}

function askForSecond({ server, runs }: Asked): Promise<ImageSubject | undefined> {
  return chooseImage(server, {
    title: l10n.t('Compare Images (2/2)'),
    placeholder: l10n.t('The image after, for example nginx:1.27'),
    before: () => Promise.resolve([builtImages(runs)]),
  });
}
