import {
  CancellationToken,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  MessageType,
  ShowMessageNotification,
  TextDocumentSyncKind,
  TextDocuments,
  WatchKind,
  type Connection,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analysis } from '../core/analysis/analyze.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { EngineRegistries, Fact, ImageFacts, UnknownCode } from '../core/facts.ts';
import { say } from '../core/language.ts';
import { fail, succeed } from '../core/result.ts';
import {
  bakeRequest,
  builderNotification,
  engineRegistriesNotification,
  hostQuestionNotification,
  lookAtNotification,
  quotaStopNotification,
  settingProblemNotification,
  targetsChangedNotification,
  trustGrantedNotification,
  type BakeParams,
  type BakeResult,
  type HostQuestion,
  type InitializationOptions,
  type LookAt,
  type QuotaStop,
  type TargetsParams,
} from '../protocol/requests.ts';
import { httpSection, settingsSection } from '../protocol/settings.ts';
import { registerClientRequests } from './clientRequests.ts';
import { registerDeclaredBuilds } from './declaredBuilds.ts';
import { createDocumentAnalyses } from './documentAnalyses.ts';
import { kindOf } from './documentKind.ts';
import { featureCapabilities, registerFeatures } from './editorFeatures.ts';
import { createEditorImages } from './editorImages.ts';
import { createLookups } from './lookups.ts';
import { createProjects, familyFilesGlob, lockFilesGlob, projectFilesGlob } from './projects.ts';
import { doInSlices, overtaken } from './slices.ts';
import { createSettingsReader } from './settingsReader.ts';
import { createRetry } from './retry.ts';
import { createTagSearch } from './tagSearch.ts';
import { createTextAnalyzer } from './textAnalyzer.ts';
import { createTurns } from './turns.ts';
import { createTypingPause } from './typingPause.ts';

/** Where a server keeps things. */
interface ServerOptions {
  /** Folder in which registries' answers outlive the server; without it they do not. */
  readonly cacheFolder?: string;
}

/** Reasons that may be gone after a while without anybody doing anything. */
const mayPass: ReadonlySet<UnknownCode> = new Set<UnknownCode>([
  'pending',
  'unreachable',
  'timeout',
  'rate-limited',
  'failed',
]);

/** Serves one editor over a connection until it ends. Nothing is asked before `initialized`. */
export function serveLanguage(connection: Connection, options: ServerOptions = {}): void {
  const documents = new TextDocuments(TextDocument);
  const client = {
    configuration: false,
    registration: false,
    refresh: false,
    hintRefresh: false,
    lensRefresh: false,
    overlaps: false,
    readsBake: false,
    trusted: false,
    watching: false,
    folders: false,
  };
  const lookedAt = new Map<string, string>();
  const toldTargets = new Map<string, string>();
  const settings = createSettingsReader(connection, () => client.configuration);
  const lookups = createLookups({
    ...options,
    onChange() {
      refresh();
      start(lookUpMore());
    },
    onHostQuestion: (host) => {
      const question: HostQuestion = { host };
      start(connection.sendNotification(hostQuestionNotification, question));
    },
    localImages: createEditorImages(connection),
    onQuotaKept: ({ host, reason, until }) => {
      connection.console.warn(reason.message);
      const stop: QuotaStop = { host, message: reason.message, until };
      start(connection.sendNotification(quotaStopNotification, stop));
    },
  });
  const retry = createRetry(lookUpAll);
  const pause = createTypingPause((uri) => {
    start(lookUp(uri));
  });

  /** Lets something run whose end nobody waits for; its failure is logged. */
  function start(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      connection.console.error(
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    });
  }

  function refresh(): void {
    analyses.forget();
    if (client.refresh) start(connection.languages.diagnostics.refresh());
    if (client.hintRefresh) start(connection.languages.inlayHint.refresh());
    if (client.lensRefresh) start(connection.sendRequest(CodeLensRefreshRequest.type));
  }

  const searchTags = createTagSearch({ registries: () => lookups.forWorker() });
  let builder: Fact<Builder> | undefined;
  const turn = createTurns();
  const analyses = createDocumentAnalyses(analyzeDocument, turn);
  async function readBake(
    folder: string,
    files: readonly string[],
    token: CancellationToken = CancellationToken.None,
  ) {
    if (!client.readsBake) return fail(say('this editor does not ask docker, which reads it'));
    if (!client.trusted) {
      return fail(say('docker, which reads it, is not started in a workspace that is not trusted'));
    }
    const asked: BakeParams = { folder, files };
    const answer = await connection.sendRequest<BakeResult>(bakeRequest, asked, token);
    return answer === null ? fail(say('docker, which reads it, was not started')) : succeed(answer);
  }

  const projects = createProjects({
    readBake,
    onChange() {
      refresh();
      lookUpAll();
    },
  });

  const analyzer = createTextAnalyzer({
    settings,
    projects,
    lookups,
    builder: () => builder,
    overlaps: () => client.overlaps,
    warn,
    tellSettingProblem: (problem) => {
      start(connection.sendNotification(settingProblemNotification, problem));
    },
  });

  /** A document that is changed meanwhile is read again: nobody wants to know what stood there before. */
  async function analyzeDocument(document: TextDocument): Promise<Analysis> {
    const { uri, version } = document;
    const kind = kindOf(document);
    const steps = await analyzer.steps(uri, document.getText(), kind);
    const analysis = await doInSlices(
      steps,
      turn,
      () => document.version !== version && documents.get(uri) === document,
    );
    if (analysis === overtaken) return analyses.of(document);
    if (kind === 'dockerfile') tellTargets(uri, analysis);
    return analysis;
  }

  function tellTargets(uri: string, { targets }: Analysis): void {
    const now = targets.join();
    if (toldTargets.get(uri) === now) return;
    toldTargets.set(uri, now);
    const file: TargetsParams = { uri };
    start(connection.sendNotification(targetsChangedNotification, file));
  }

  function warn(message: string): void {
    show(MessageType.Warning, message);
  }

  function show(type: MessageType, message: string): void {
    start(connection.sendNotification(ShowMessageNotification.type, { type, message }));
  }

  async function lookUp(uri: string): Promise<void> {
    const document = documents.get(uri);
    if (document === undefined) return;
    const { registry } = await settings.read(uri);
    const { needs, needsBases, needsFiles, unknown } = await analyses.of(document);
    projects.wantFiles(uri, needsFiles);
    lookups.want(needs, registry.lookups, needsBases);
    const read = lookups.reader(registry.lookups);
    const isRemembered = (fact: Fact<ImageFacts>) => fact.known && fact.remembered !== undefined;
    const mayChange = unknown.some(({ reason }) => mayPass.has(reason.code));
    if (mayChange || needs.some((image) => isRemembered(read(image)))) retry.schedule();
  }

  function lookUpAll(): void {
    for (const { uri } of documents.all()) start(lookUp(uri));
  }

  /** A config that is known now may bring other images in. */
  async function lookUpMore(): Promise<void> {
    for (const document of documents.all()) {
      const { needsBases } = await analyses.of(document);
      if (needsBases.length > 0) await lookUp(document.uri);
    }
  }

  function projectsChanged(): void {
    projects.forget();
    refresh();
    lookUpAll();
  }

  async function readRegistrySettings(): Promise<void> {
    const [{ registry }, http] = await Promise.all([settings.read(), settings.readHttp()]);
    lookups.configure(registry, http);
    lookUpAll();
  }

  connection.onInitialize(({ capabilities, initializationOptions, workspaceFolders }) => {
    const options = initializationOptions as InitializationOptions | undefined;
    lookups.start({
      trusted: options?.trusted ?? false,
      engineExpected: options?.engineExpected ?? false,
      builderExpected: options?.builderExpected ?? false,
    });
    client.trusted = options?.trusted ?? false;
    client.readsBake = options?.readsBake ?? false;
    client.watching = capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false;
    client.folders = capabilities.workspace?.workspaceFolders ?? false;
    projects.useFolders((workspaceFolders ?? []).map(({ uri }) => uri));
    client.overlaps = options?.buildkitRulesElsewhere ?? false;
    client.configuration = capabilities.workspace?.configuration ?? false;
    client.registration =
      capabilities.workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    client.refresh = capabilities.workspace?.diagnostics?.refreshSupport ?? false;
    client.hintRefresh = capabilities.workspace?.inlayHint?.refreshSupport ?? false;
    client.lensRefresh = capabilities.workspace?.codeLens?.refreshSupport ?? false;
    return {
      serverInfo: { name: 'multiarch' },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        ...featureCapabilities,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.onInitialized(() => {
    if (client.registration) {
      start(
        connection.client.register(DidChangeConfigurationNotification.type, {
          section: [settingsSection, httpSection],
        }),
      );
    }
    if (client.watching) {
      const watchers = [
        { globPattern: projectFilesGlob },
        { globPattern: lockFilesGlob },
        { globPattern: familyFilesGlob, kind: WatchKind.Create | WatchKind.Delete },
      ];
      start(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    if (client.folders) {
      connection.workspace.onDidChangeWorkspaceFolders(() => {
        start(
          connection.workspace.getWorkspaceFolders().then((folders) => {
            projects.useFolders((folders ?? []).map(({ uri }) => uri));
            projectsChanged();
          }),
        );
      });
    }
    start(readRegistrySettings());
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => projects.concerns(uri))) projectsChanged();
  });
  connection.onShutdown(() => {
    pause.dispose();
    retry.dispose();
    lookups.dispose();
  });

  connection.onDidChangeConfiguration(() => {
    settings.forget();
    lookups.forgetUnknown();
    analyses.forget();
    start(readRegistrySettings().then(refresh));
  });
  connection.onNotification(trustGrantedNotification, () => {
    lookups.trust();
    client.trusted = true;
    projectsChanged();
    lookUpAll();
  });
  connection.onNotification(engineRegistriesNotification, (registries: EngineRegistries) => {
    lookups.useEngine(registries);
    analyses.forget();
    lookUpAll();
  });
  connection.onNotification(builderNotification, (fact: Fact<Builder>) => {
    builder = fact;
    refresh();
    start(lookups.useBuilder(fact).then(lookUpAll));
  });

  connection.onNotification(lookAtNotification, ({ uri, platform }: LookAt) => {
    if (platform === undefined) lookedAt.delete(uri);
    else lookedAt.set(uri, platform);
    refresh();
    start(connection.sendNotification(targetsChangedNotification, { uri } satisfies TargetsParams));
  });

  documents.onDidOpen(({ document }) => {
    start(lookUp(document.uri));
  });
  documents.onDidChangeContent(({ document }) => {
    pause.typed(document.uri);
  });
  documents.onDidSave(({ document }) => {
    projects.forgetFiles(document.uri);
    // Workflows are judged by the Dockerfiles on the disk.
    const isPipeline = (open: TextDocument) => ['workflow', 'gitlab'].includes(kindOf(open));
    if (kindOf(document) === 'dockerfile' && documents.all().some(isPipeline)) refresh();
    start(lookUp(document.uri));
  });
  documents.onDidClose(({ document }) => {
    projects.forgetFiles(document.uri);
    pause.forget(document.uri);
    analyses.close(document.uri);
    analyzer.forget(document.uri);
    lookedAt.delete(document.uri);
    toldTargets.delete(document.uri);
    settings.forget(document.uri);
  });

  const sources = {
    documents,
    analyses,
    analyzer,
    settings,
    lookups,
    searchTags,
    warn,
    inform: (message: string) => {
      show(MessageType.Info, message);
    },
    lookedAt: (uri: string) => lookedAt.get(uri),
    builder: () => builder,
    trusted: () => client.trusted,
  };
  registerFeatures(connection, sources);
  registerClientRequests(connection, sources);
  registerDeclaredBuilds(connection, { documents, readBake });

  documents.listen(connection);
  connection.listen();
}
