import type { CancellationToken, Connection, TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Builder } from '../core/build/workerNode.ts';
import type { Fact } from '../core/facts.ts';
import { targetsEdit } from '../core/analysis/comments.ts';
import { checkDownload } from '../adapters/downloadCheck.ts';
import type { RuleCode } from '../core/analysis/finding.ts';
import { ruleEdits } from '../core/analysis/edits.ts';
import { parseDockerfile } from '../core/dockerfile/instructions.ts';
import {
  findTagsRequest,
  imageRequest,
  namesRequest,
  type FindTagsParams,
  type FindTagsResult,
  type ImageParams,
  type ImageResult,
  type NamesParams,
  type NamesResult,
} from '../protocol/imageRequests.ts';
import {
  checkDownloadsRequest,
  declareTargetsRequest,
  fixRuleRequest,
  namedImagesRequest,
  registriesRequest,
  targetsRequest,
  type CheckDownloadsParams,
  type CheckDownloadsResult,
  type DeclareTargetsParams,
  type FixRuleParams,
  type FixRuleResult,
  type NamedImagesResult,
  type RegistriesParams,
  type TargetsParams,
  type TargetsResult,
} from '../protocol/requests.ts';
import { withSignal } from './cancellation.ts';
import type { DocumentAnalyses } from './documentAnalyses.ts';
import { registerExplain } from './explainRequest.ts';
import { registerInspections } from './inspections.ts';
import type { WorkerRegistries } from '../protocol/worker.ts';
import type { Lookups } from './lookups.ts';
import type { SettingsReader } from './settingsReader.ts';
import type { SearchTags } from './tagSearch.ts';
import type { TextAnalyzer } from './textAnalyzer.ts';
import { say } from '../core/language.ts';

/** How many tags a person is offered. */
const offeredTags = 50;

/** Rules that are silent about an image that nobody has looked up. */
const readsImages: ReadonlySet<RuleCode> = new Set<RuleCode>([
  'base-image-missing-platform',
  'base-image-single-platform',
  'single-platform-digest-pin',
  'arch-named-image',
  'degraded-platform-match',
  'windows-os-version',
  'legacy-manifest',
  'result-pinned-to-platform',
  'emulated-compile',
  'platform-not-buildable',
]);

/** How many downloads are asked for at once. */
const mostDownloads = 20;

const untrusted = 'Nobody is asked, because this workspace is not trusted.';

/** What the requests read. */
export interface RequestSources {
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: DocumentAnalyses;
  readonly analyzer: TextAnalyzer;
  readonly settings: SettingsReader;
  readonly lookups: Lookups;
  readonly searchTags: SearchTags;
  /** What would build; undefined while nobody has told. */
  readonly builder: () => Fact<Builder> | undefined;
  readonly trusted: () => boolean;
  readonly lookedAt: (uri: string) => string | undefined;
}

/** Answers what the extension asks beyond the protocol of every editor (src/protocol/requests.ts). */
export function registerClientRequests(connection: Connection, sources: RequestSources): void {
  const { documents, analyses, analyzer, settings, lookups } = sources;

  connection.onRequest(
    fixRuleRequest,
    async ({ uri, text, rule }: FixRuleParams): Promise<FixRuleResult> => {
      try {
        const { registry } = await settings.read(uri);
        const analyze = () => analyzer.analyze(uri, text, 'dockerfile', { only: rule });
        // Most rules read nothing but the text, and a workspace has many files.
        const { needs } = await analyze();
        if (readsImages.has(rule)) await lookups.settle(needs, registry.lookups);
        const { findings } = await analyze();
        return ruleEdits(findings, rule);
      } finally {
        // Nobody closes a file that is not open.
        if (documents.get(uri) === undefined) {
          settings.forget(uri);
          analyzer.forget(uri);
        }
      }
    },
  );

  connection.onRequest(
    targetsRequest,
    async ({ uri }: TargetsParams): Promise<TargetsResult | null> => {
      const document = documents.get(uri);
      if (document === undefined) return null;
      const { source, unread } = await analyzer.targetsOf(uri, document.getText());
      const { targets } = await analyses.of(document);
      const platform = sources.lookedAt(uri);
      return {
        ...{ platforms: targets, source },
        ...(platform !== undefined && { lookedAt: platform }),
        ...(unread !== undefined && { unread }),
      };
    },
  );

  connection.onRequest(
    namedImagesRequest,
    async ({ uri }: TargetsParams): Promise<NamedImagesResult> => {
      const document = documents.get(uri);
      if (document === undefined) return null;
      const { sites } = await analyses.of(document);
      return sites.map(({ reference, familiar, range }) => ({ reference, familiar, range }));
    },
  );

  connection.onRequest(declareTargetsRequest, ({ uri, platforms }: DeclareTargetsParams) => {
    const document = documents.get(uri);
    if (document === undefined) return null;
    return [targetsEdit(parseDockerfile(document.getText()), platforms)];
  });

  connection.onRequest(
    findTagsRequest,
    async (
      { reference, platforms }: FindTagsParams,
      token: CancellationToken,
    ): Promise<FindTagsResult> => {
      const found = await withSignal(token, (signal) =>
        sources.searchTags(reference, platforms, signal, { purpose: 'asked', limit: offeredTags }),
      );
      if (!found.known) return { ok: false, message: found.reason.message };
      const { tags, complete } = found.value;
      return { ok: true, tags, complete };
    },
  );

  connection.onRequest(
    checkDownloadsRequest,
    (
      { downloads }: CheckDownloadsParams,
      token: CancellationToken,
    ): Promise<CheckDownloadsResult> =>
      withSignal(token, (signal) =>
        Promise.all(
          downloads.slice(0, mostDownloads).map(async ({ platform, url }) => {
            if (!sources.trusted()) return { platform, url, problem: say(untrusted) };
            const answer = await checkDownload(url, signal, { network: lookups.network });
            return answer.ok
              ? { platform, url, status: answer.value }
              : { platform, url, problem: answer.problem.message };
          }),
        ),
      ),
  );

  connection.onRequest(
    imageRequest,
    ({ reference }: ImageParams, token: CancellationToken): Promise<ImageResult> =>
      withSignal(token, (signal) => lookups.report(reference, signal)),
  );
  registerInspections(connection, sources);
  registerExplain(connection, sources);

  connection.onRequest(
    registriesRequest,
    async ({ uri }: RegistriesParams): Promise<WorkerRegistries> => {
      const registries = await lookups.forWorker();
      if (uri === undefined) return registries;
      const { registry } = await settings.read(uri);
      if (documents.get(uri) === undefined) settings.forget(uri);
      return { ...registries, lookups: registry.lookups };
    },
  );
  connection.onRequest(
    namesRequest,
    async (asked: NamesParams, token: CancellationToken): Promise<NamesResult> => {
      const found = await withSignal(token, (signal) => lookups.list(asked, signal));
      return found.known
        ? { ok: true, ...found.value }
        : { ok: false, message: found.reason.message };
    },
  );
}
