import { setTimeout as pause } from 'node:timers/promises';
import { auditPlatforms, type AuditedPlatform } from '../../adapters/audit/auditImage.ts';
import { auditOutput } from '../../adapters/audit/auditOutput.ts';
import { exportedContents } from '../../adapters/docker/exportedContents.ts';
import { fileContents } from '../../adapters/imageFiles/fileContents.ts';
import { createOpenedFiles } from '../../adapters/imageFiles/openedFiles.ts';
import type { LayeredContents } from '../../adapters/inspection/imageContents.ts';
import { inspectImage } from '../../adapters/inspection/inspectImage.ts';
import { readAttestation } from '../../adapters/inspection/readAttestation.ts';
import { registryLayers } from '../../adapters/inspection/registryContents.ts';
import { isBorneOut } from '../../core/audit/borneOut.ts';
import { cheapProblems } from '../../core/audit/cheapProblems.ts';
import type { ImageInspection, ImageSubject } from '../../core/image/inspection.ts';
import { parseReference, pulledReference } from '../../core/image/reference.ts';
import { say } from '../../core/language.ts';
import { parsePlatform } from '../../core/platform/platform.ts';
import type { AuditMessage, AuditRequest, SentAudit, SentPlatform } from '../../protocol/audit.ts';
import { openClient } from './openClient.ts';

/** Time between two messages of progress, in ms. */
const interval = 200;

/**
 * Audits an image and says how far it is meanwhile.
 *
 * @param environment names docker's folder, proxies and the cache folder
 * @throws the signal's reason when cancelled
 */
export async function auditImage(
  request: AuditRequest,
  send: (message: AuditMessage) => void,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  const opened = await openContents(request, environment);
  if (typeof opened === 'string') {
    send({ kind: 'failed', reason: { code: 'malformed', message: opened } });
    return;
  }
  try {
    send(await audited(request, opened.contents, send, signal));
  } finally {
    await opened.dispose();
  }
}

interface Opened {
  readonly contents: LayeredContents;
  dispose(): Promise<void>;
}

/** @returns what is wrong with the request, where it cannot be done */
async function openContents(
  { subject, registries }: AuditRequest,
  environment: NodeJS.ProcessEnv,
): Promise<Opened | string> {
  if (!('reference' in subject)) {
    const contents = fileContents(subject, createOpenedFiles());
    return { contents, dispose: () => Promise.resolve() };
  }
  const parsed = parseReference(subject.reference);
  if (!parsed.ok) return `"${subject.reference}": ${parsed.problem.message}.`;
  if (subject.kind === 'engine') {
    const { canonical } = pulledReference(parsed.value);
    const surroundings = { environment, platform: process.platform };
    const contents = exportedContents(canonical, surroundings);
    return { contents, dispose: () => contents.dispose() };
  }
  if (registries === undefined) return say('It does not say how registries are asked.');
  const client = await openClient(registries, environment);
  return {
    contents: registryLayers(client, parsed.value.canonical, { purpose: 'asked' }),
    async dispose() {
      await client.settled();
      client.dispose();
    },
  };
}

async function audited(
  { subject, entrypointOnly }: AuditRequest,
  contents: LayeredContents,
  send: (message: AuditMessage) => void,
  signal: AbortSignal,
): Promise<AuditMessage> {
  const index = await inspectImage(contents, 'index', signal);
  if (!index.known) {
    const isOutput = !('reference' in subject) && subject.name === undefined;
    return isOutput && index.reason.code === 'not-found'
      ? auditedOutput(subject, signal)
      : { kind: 'failed', reason: index.reason };
  }
  // A registry may count what is read of each platform: all of them are wanted.
  const wanted = index.value.platforms.map(({ digest }) => digest);
  const read = await inspectImage(contents, 'platforms', signal, wanted);
  if (!read.known) return { kind: 'failed', reason: read.reason };
  const inspection = read.value;
  const platforms = await withProgress(inspection, contents, { entrypointOnly }, send, signal);
  const judged = platforms.map(({ entry, audit }) => ({ platform: entry.platform, audit }));
  const source = await sourceOf(inspection, platforms, contents, signal);
  const value: SentAudit = {
    // An export of the engine is a file, which nobody has asked for.
    ...('reference' in subject
      ? { reference: subject.reference, familiar: familiarOf(subject.reference) }
      : { reference: inspection.reference, familiar: inspection.familiar }),
    digest: inspection.digest,
    entrypointOnly,
    platforms: platforms.map(sent),
    problems: cheapProblems(inspection).filter((problem) => isBorneOut(problem, judged)),
    ...(source && { source }),
  };
  return { kind: 'audited', value };
}

/** What a build has written instead of an image. */
async function auditedOutput(
  { path: place, platform = '' }: Exclude<ImageSubject, { readonly reference: string }>,
  signal: AbortSignal,
): Promise<AuditMessage> {
  const declared = parsePlatform(platform);
  const output = await auditOutput(place, declared.ok ? declared.value : undefined, signal);
  if (!output.known) return { kind: 'failed', reason: output.reason };
  const { inspection, platforms } = output.value;
  const { reference, familiar, digest } = inspection;
  const value: SentAudit = {
    ...{ reference, familiar, digest, entrypointOnly: false, problems: [] },
    platforms: platforms.map(sent),
  };
  return { kind: 'audited', value };
}

function familiarOf(reference: string): string {
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.value.familiar : reference;
}

function sent({ entry, audit, bytesRead }: AuditedPlatform): SentPlatform {
  const { platform, digest, details } = entry;
  const layers = details.known ? details.value.layers : [];
  return {
    ...{ platform, digest, audit, bytesRead },
    layers: layers.map((layer) => ({ digest: layer.digest, createdBy: layer.createdBy })),
  };
}

async function withProgress(
  inspection: ImageInspection,
  contents: LayeredContents,
  options: { readonly entrypointOnly: boolean },
  send: (message: AuditMessage) => void,
  signal: AbortSignal,
): Promise<readonly AuditedPlatform[]> {
  const sizes = new Map<string, number>();
  for (const { details } of inspection.platforms) {
    if (!details.known) continue;
    for (const { digest, size } of details.value.layers) sizes.set(digest, size);
  }
  const of = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  let [platform, layer, done] = ['', 0, 0];
  const counted: LayeredContents = {
    ...contents,
    stream: (of, use, stop) => contents.stream(of, (parts) => use(counting(parts)), stop),
  };
  async function* counting(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const part of parts) {
      done += part.length;
      yield part;
    }
  }
  const tell = () => {
    send({ kind: 'progress', platform, layer, layers: sizes.size, done: Math.min(done, of), of });
  };
  const ended = new AbortController();
  void (async () => {
    while (!ended.signal.aborted) {
      tell();
      await pause(interval, undefined, { ref: false, signal: ended.signal }).catch(() => undefined);
    }
  })();
  try {
    const onLayer = (progress: { readonly platform: string }) => {
      platform = progress.platform;
      layer++;
    };
    return await auditPlatforms(inspection, counted, { ...options, onLayer }, signal);
  } finally {
    ended.abort();
  }
}

/** What the provenance of the first platform that is not right says of its sources. */
async function sourceOf(
  { attestations }: ImageInspection,
  platforms: readonly AuditedPlatform[],
  contents: LayeredContents,
  signal: AbortSignal,
): Promise<SentAudit['source']> {
  const wrong = platforms.find(({ audit }) => audit.known && audit.value.wrongCount > 0);
  const attestation = attestations.find(({ of }) => of === wrong?.entry.digest);
  if (attestation === undefined) return undefined;
  const statements = await readAttestation(attestation.digest, contents, signal);
  if (!statements.known) return undefined;
  for (const { content } of statements.value) {
    if (content.known && content.value.kind === 'provenance') return content.value.source;
  }
  return undefined;
}
