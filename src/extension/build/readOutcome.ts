import { CancellationTokenSource, l10n, Uri, workspace } from 'vscode';
import { destinationOf, repositoryOf } from '../../core/build/buildRequest.ts';
import { comparePlatforms } from '../../core/build/producedPlatforms.ts';
import type { ReportedPlatform } from '../../core/image/report.ts';
import { fail } from '../../core/result.ts';
import { formatPlatformAll, normalizePlatform } from '../../core/platform/platform.ts';
import type { Docker } from '../dockerAccess.ts';
import type { LanguageServer } from '../languageServer.ts';
import type { BuildOutcome } from './buildOutcome.ts';
import type { EndedBuild } from './buildRuns.ts';
import type { ResultRow } from './view/buildItem.ts';

/** What reads results back. */
export interface OutcomePorts {
  readonly docker: Docker;
  readonly server: LanguageServer;
}

/** Longest time for reading a result back, in ms. */
const timeout = 60_000;

/**
 * Reads back what came out of a build, from where it went: a build can succeed and lack a platform, and
 * docker names the digest of the manifest list alone. Undefined where nothing came out.
 */
export async function readOutcome(
  ports: OutcomePorts,
  { request, scope, progress }: EndedBuild,
): Promise<BuildOutcome | undefined> {
  const [tag] = request.tags;
  switch (request.output) {
    case 'push':
      return tag === undefined ? undefined : fromRegistry(ports, tag, request.platforms);
    case 'load':
      return tag === undefined ? undefined : fromEngine(ports, tag, request.platforms);
    case 'oci':
    case 'docker': {
      const file = Uri.joinPath(scope.uri, destinationOf(request) ?? '');
      return fromArchive(ports, file, request.platforms);
    }
    case 'digest': {
      const repository = repositoryOf(tag ?? '');
      const digest = progress.exported();
      return repository === undefined || digest === undefined
        ? undefined
        : fromRegistry(ports, `${repository}@${digest}`, request.platforms);
    }
    case 'local':
    case 'tar':
    case 'cache':
      return undefined;
  }
}

async function fromRegistry(
  { server }: OutcomePorts,
  reference: string,
  asked: readonly string[],
): Promise<BuildOutcome> {
  const answer = await server.readImage(reference);
  if (answer?.known !== true) {
    const reason = answer?.reason.message ?? l10n.t('the language server does not run');
    return { kind: 'unknown', how: 'pushed', reference, reason };
  }
  const { digest, platforms } = answer.value;
  return remoteImage(reference, digest, platforms, asked);
}

function remoteImage(
  reference: string,
  digest: string,
  found: readonly ReportedPlatform[],
  asked: readonly string[],
): BuildOutcome {
  return {
    kind: 'image',
    how: 'pushed',
    reference,
    subject: { kind: 'registry', reference },
    digest,
    platforms: found.map((platform): ResultRow => {
      return { kind: 'remotePlatform', reference, platform };
    }),
    compared: compare(
      asked,
      found.map(({ platform }) => platform),
    ),
  };
}

async function fromEngine(
  { docker }: OutcomePorts,
  reference: string,
  asked: readonly string[],
): Promise<BuildOutcome> {
  const unknown = (reason: string): BuildOutcome => {
    return { kind: 'unknown', how: 'loaded', reference, reason };
  };
  const signal = AbortSignal.timeout(timeout);
  const answer = await docker
    .use(async ({ currentEngine, readLoadedImage }) => {
      const surroundings = { environment: process.env, platform: process.platform };
      const engine = await currentEngine(surroundings);
      return engine && readLoadedImage(engine, reference, signal);
    })
    .catch((error: unknown) => fail(String(error)));
  if (answer?.ok === false) return unknown(answer.problem.message);
  if (answer?.value === undefined) return unknown(l10n.t('the engine does not list it'));
  const { host, image, platforms } = answer.value;
  return {
    kind: 'image',
    how: 'loaded',
    reference,
    subject: { kind: 'engine', reference },
    digest: image.id,
    platforms: platforms.map((platform): ResultRow => {
      return { kind: 'platform', image, reference, platform, host };
    }),
    compared: compare(
      asked,
      platforms.map(({ platform }) => formatPlatformAll(normalizePlatform(platform))),
    ),
  };
}

/** Where no platform was asked for, what the builder chose is what was wanted. */
function compare(asked: readonly string[], found: readonly string[]) {
  return comparePlatforms(asked.length === 0 ? found : asked, found);
}

async function fromArchive(
  { server }: OutcomePorts,
  file: Uri,
  asked: readonly string[],
): Promise<BuildOutcome> {
  const reference = workspace.asRelativePath(file);
  const subject = { kind: 'archive', path: file.fsPath } as const;
  const token = new CancellationTokenSource();
  try {
    const running = await server.ensureStarted();
    const answer = await running?.inspections.image({ subject, stage: 'index' }, token.token);
    if (answer?.known !== true) {
      const reason = answer?.reason.message ?? l10n.t('the language server does not run');
      return { kind: 'unknown', how: 'written', reference, reason };
    }
    const { digest, platforms } = answer.value;
    const rows = platforms.map(({ platform, digest }): ResultRow => {
      return { kind: 'archived', platform, digest };
    });
    const found = platforms.map(({ platform }) => platform);
    const compared = compare(asked, found);
    return { kind: 'image', how: 'written', reference, subject, digest, platforms: rows, compared };
  } catch (error) {
    return { kind: 'unknown', how: 'written', reference, reason: String(error) };
  } finally {
    token.dispose();
  }
}
