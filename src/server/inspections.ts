import type { CancellationToken, Connection } from 'vscode-languageserver';
import { fileContents } from '../adapters/imageFiles/fileContents.ts';
import { createOpenedFiles } from '../adapters/imageFiles/openedFiles.ts';
import { inspectImage } from '../adapters/inspection/inspectImage.ts';
import type { ImageContents } from '../adapters/inspection/imageContents.ts';
import { readAttestation } from '../adapters/inspection/readAttestation.ts';
import { readDocument } from '../adapters/inspection/readDocument.ts';
import type { InspectionOptions } from '../adapters/inspection/registryContents.ts';
import { boundTexts } from '../core/image/boundTexts.ts';
import type { ImageSubject } from '../core/image/inspection.ts';
import {
  imageDocumentRequest,
  inspectAttestationRequest,
  inspectImageRequest,
  inspectReferrersRequest,
  type ImageContentParams,
  type ImageDocumentResult,
  type InspectAttestationResult,
  type InspectImageParams,
  type InspectImageResult,
  type InspectReferrersResult,
} from '../protocol/imageRequests.ts';
import { withSignal } from './cancellation.ts';
import { createEditorEngine, engineContents } from './editorEngine.ts';
import type { Lookups } from './lookups.ts';
import type { SettingsReader } from './settingsReader.ts';

/** What inspections read. */
export interface InspectionSources {
  readonly lookups: Lookups;
  readonly settings: SettingsReader;
}

const asked = { purpose: 'asked' } as const;

/** Answers what the platform inspector asks (src/protocol/requests.ts). */
export function registerInspections(connection: Connection, sources: InspectionSources): void {
  const { lookups, settings } = sources;
  const opened = createOpenedFiles();
  const engine = createEditorEngine(connection);

  function open(subject: ImageSubject, options: InspectionOptions = asked): ImageContents {
    if ('path' in subject) return fileContents(subject, opened);
    return subject.kind === 'engine'
      ? engineContents
      : lookups.contents(subject.reference, options);
  }

  async function inspect(
    { subject, stage, purpose = 'asked', wanted, uri }: InspectImageParams,
    signal: AbortSignal,
  ): Promise<InspectImageResult> {
    if (subject.kind === 'engine') {
      return engine.inspect({ reference: subject.reference, stage }, signal);
    }
    const { registry } = await settings.read(uri);
    const options = purpose === 'asked' ? asked : { purpose, lookups: registry.lookups };
    const fact = await inspectImage(open(subject, options), stage, signal, wanted);
    // The first stage is for the eye: it waits for nobody else.
    if (!fact.known || subject.kind !== 'registry' || stage === 'index') return fact;
    return { ...fact, value: await engine.withPresence(fact.value, signal) };
  }

  connection.onRequest(
    inspectImageRequest,
    (params: InspectImageParams, token: CancellationToken): Promise<InspectImageResult> =>
      withSignal(token, async (signal) => boundTexts(await inspect(params, signal))),
  );
  connection.onRequest(
    inspectAttestationRequest,
    (
      { subject, digest }: ImageContentParams,
      token: CancellationToken,
    ): Promise<InspectAttestationResult> =>
      withSignal(token, async (signal) =>
        boundTexts(await readAttestation(digest, open(subject), signal)),
      ),
  );
  connection.onRequest(
    inspectReferrersRequest,
    (
      { subject, digest }: ImageContentParams,
      token: CancellationToken,
    ): Promise<InspectReferrersResult> =>
      withSignal(token, async (signal) =>
        boundTexts(await open(subject).referrers(digest, signal)),
      ),
  );
  connection.onRequest(
    imageDocumentRequest,
    (
      { subject, digest }: ImageContentParams,
      token: CancellationToken,
    ): Promise<ImageDocumentResult> =>
      withSignal(token, (signal) => readDocument(digest, open(subject), signal)),
  );
}
