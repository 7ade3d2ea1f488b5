import { l10n, type CancellationToken, type LogOutputChannel } from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  type ErrorHandler,
} from 'vscode-languageclient/node';
import { languageEnvironment } from '../adapters/programLanguage.ts';
import type { TextEdit } from '../core/analysis/fix.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { EngineRegistries, Fact } from '../core/facts.ts';
import { isFresh } from '../core/freshness.ts';
import {
  engineInspectionRequest,
  enginePresenceRequest,
  findTagsRequest,
  imageDocumentRequest,
  imageRequest,
  inspectAttestationRequest,
  inspectImageRequest,
  inspectReferrersRequest,
  namesRequest,
  localBaseRequest,
  localImageRequest,
  type EngineInspectionParams,
  type EnginePresenceParams,
  type EnginePresenceResult,
  type FindTagsParams,
  type FindTagsResult,
  type ImageParams,
  type ImageContentParams,
  type ImageDocumentResult,
  type ImageResult,
  type InspectAttestationResult,
  type InspectImageParams,
  type InspectImageResult,
  type InspectReferrersResult,
  type LocalBaseParams,
  type LocalBaseResult,
  type LocalImageParams,
  type LocalImageResult,
  type NamesParams,
  type NamesResult,
} from '../protocol/imageRequests.ts';
import {
  bakeRequest,
  builderNotification,
  checkDownloadsRequest,
  declaredBuildsRequest,
  declareTargetsRequest,
  engineRegistriesNotification,
  fixRuleRequest,
  hostQuestionNotification,
  explainBuildRequest,
  namedImagesRequest,
  registriesRequest,
  lookAtNotification,
  quotaStopNotification,
  settingProblemNotification,
  targetsChangedNotification,
  targetsRequest,
  trustGrantedNotification,
  type BakeParams,
  type BakeResult,
  type CheckDownloadsParams,
  type CheckDownloadsResult,
  type DeclaredBuilds,
  type DeclareTargetsParams,
  type FixRuleParams,
  type FixRuleResult,
  type HostQuestion,
  type NamedImagesResult,
  type InitializationOptions,
  type LookAt,
  type QuotaStop,
  type RegistriesParams,
  type SettingProblem,
  type TargetsParams,
  type ExplainBuildParams,
  type ExplainBuildResult,
  type TargetsResult,
} from '../protocol/requests.ts';
import { linkedCommands } from '../protocol/commands.ts';
import { settingsSection } from '../protocol/settings.ts';
import type { WorkerRegistries } from '../protocol/worker.ts';
import { composeLanguage, dockerfileLanguage, yamlLanguage } from './contributions.ts';
import { serverNodeOptions } from './serverNodeOptions.ts';

/** Life of the server's process; `failed`: it ended too often and is not started again by itself. */
export type ServerState = 'starting' | 'running' | 'stopped' | 'failed';

/** What the language server is started with, and who hears of it. */
export interface ServerPorts {
  /** Path of the server's program. */
  readonly program: string;
  readonly log: LogOutputChannel;
  /** Asked at every start, also after a crash. */
  initializationOptions(): InitializationOptions;
  onState(state: ServerState): void;
  onHostQuestion(question: HostQuestion): void;
  /** A registry is left alone for a while in the background. */
  onQuotaStop(stop: QuotaStop): void;
  onSettingProblem(problem: SettingProblem): void;
  /** What the engine of the builder has of its own. */
  readLocalImage(image: LocalImageParams, token: CancellationToken): Promise<LocalImageResult>;
  readLocalBase(base: LocalBaseParams, token: CancellationToken): Promise<LocalBaseResult>;
  /** What the engine that docker talks to says of an image, and what it has of one. */
  inspectEngine(
    image: EngineInspectionParams,
    token: CancellationToken,
  ): Promise<InspectImageResult>;
  readPresence(
    image: EnginePresenceParams,
    token: CancellationToken,
  ): Promise<EnginePresenceResult>;
  /** What docker says of bake files; null where it may not be started, or cannot tell. */
  readBake(bake: BakeParams, token: CancellationToken): Promise<BakeResult>;
  /** What a file is built for, or looked at for, may have changed. */
  onTargets(uri: string): void;
  /** Something was pointed at, and there was something to say of it. */
  onHover(): void;
}

/** What the platform inspector asks. */
export interface Inspections {
  image(params: InspectImageParams, token: CancellationToken): Promise<InspectImageResult>;
  attestation(
    params: ImageContentParams,
    token: CancellationToken,
  ): Promise<InspectAttestationResult>;
  referrers(params: ImageContentParams, token: CancellationToken): Promise<InspectReferrersResult>;
  document(params: ImageContentParams, token: CancellationToken): Promise<ImageDocumentResult>;
}

/** A started language server. Notifications that it can no longer take are dropped. */
export interface Server {
  tellTrustGranted(): void;
  tellRegistries(registries: EngineRegistries): void;
  tellBuilder(builder: Fact<Builder>): void;
  fixRule(params: FixRuleParams): Promise<FixRuleResult>;
  checkDownloads(params: CheckDownloadsParams): Promise<CheckDownloadsResult>;
  findTags(params: FindTagsParams, token: CancellationToken): Promise<FindTagsResult>;
  lookAt(file: LookAt): void;
  /** Null where the file is not open. */
  readTargets(uri: string): Promise<TargetsResult | null>;
  /** What a bake or compose file builds. */
  declaredBuilds(uri: string, token: CancellationToken): Promise<DeclaredBuilds>;
  /** Says what a build of an open Dockerfile does. */
  explainBuild(params: ExplainBuildParams, token: CancellationToken): Promise<ExplainBuildResult>;
  declareTargets(params: DeclareTargetsParams): Promise<readonly TextEdit[] | null>;
  readImage(reference: string): Promise<ImageResult>;
  listNames(params: NamesParams): Promise<NamesResult>;
  /** How registries are asked, for a worker. */
  readRegistries(params: RegistriesParams): Promise<WorkerRegistries>;
  /** Null where the file is not open. */
  namedImages(uri: string): Promise<NamedImagesResult>;
  readonly inspections: Inspections;
  stop(): Promise<void>;
}

/** A server that ends this often within {@link crashWindow} is left alone. */
const crashLimit = 4;
/** In ms. */
const crashWindow = 3 * 60_000;
/** Time that the server has to end by itself, in ms. */
const stopTimeout = 2000;

/** Every scheme but those of versions and chats, where findings would be noise. */
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web'];

/** Files in which images and platforms may stand. */
const documents = [
  { language: dockerfileLanguage },
  { language: composeLanguage },
  { language: yamlLanguage },
  { pattern: '**/*bake*.{hcl,json}' },
  // Whatever language other extensions make of them.
  { pattern: '**/{devcontainer,.devcontainer}.json' },
  { pattern: '**/.github/workflows/*.{yml,yaml}' },
];

/** Starts the language server. Rejects when it does not get to its first answer. */
export async function startServer(ports: ServerPorts): Promise<Server> {
  const client = new LanguageClient(
    // The section of `trace.server`.
    settingsSection,
    'Multi-Arch',
    {
      module: ports.program,
      transport: TransportKind.ipc,
      options: { env: languageEnvironment(), execArgv: [...serverNodeOptions] },
    },
    {
      documentSelector: schemes.flatMap((scheme) =>
        documents.map((document) => ({ scheme, ...document })),
      ),
      outputChannel: ports.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => ports.initializationOptions(),
      // A hover leads to the inspector. No text of a registry is Markdown, so no other link is in it.
      markdown: { isTrusted: { enabledCommands: Object.values(linkedCommands) } },
      // The caller shows why the start failed.
      initializationFailedHandler: () => false,
      middleware: {
        provideHover: async (document, position, token, next) => {
          const hover = await next(document, position, token);
          if (hover) ports.onHover();
          return hover;
        },
      },
      errorHandler: new CrashCounter(() => {
        ports.onState('failed');
      }),
    },
  );
  client.onDidChangeState(({ newState }) => {
    ports.onState(stateName(newState));
  });
  client.onNotification(hostQuestionNotification, (question: HostQuestion) => {
    ports.onHostQuestion(question);
  });
  client.onNotification(settingProblemNotification, (problem: SettingProblem) => {
    ports.onSettingProblem(problem);
  });
  client.onNotification(quotaStopNotification, (stop: QuotaStop) => {
    ports.onQuotaStop(stop);
  });
  client.onRequest(localImageRequest, (image: LocalImageParams, token: CancellationToken) =>
    ports.readLocalImage(image, token),
  );
  client.onRequest(localBaseRequest, (base: LocalBaseParams, token: CancellationToken) =>
    ports.readLocalBase(base, token),
  );
  client.onRequest(
    engineInspectionRequest,
    (image: EngineInspectionParams, token: CancellationToken) => ports.inspectEngine(image, token),
  );
  client.onRequest(enginePresenceRequest, (image: EnginePresenceParams, token: CancellationToken) =>
    ports.readPresence(image, token),
  );
  client.onRequest(bakeRequest, (bake: BakeParams, token: CancellationToken) =>
    ports.readBake(bake, token),
  );
  client.onNotification(targetsChangedNotification, ({ uri }: TargetsParams) => {
    ports.onTargets(uri);
  });
  await client.start();

  const tell = (method: string, parameters?: unknown) => {
    client.sendNotification(method, parameters).catch((error: unknown) => {
      ports.log.warn(`${method} was not delivered: ${String(error)}`);
    });
  };
  return {
    tellTrustGranted: () => {
      tell(trustGrantedNotification);
    },
    tellRegistries: (registries) => {
      tell(engineRegistriesNotification, registries);
    },
    tellBuilder: (builder) => {
      tell(builderNotification, builder);
    },
    fixRule: (params) => client.sendRequest<FixRuleResult>(fixRuleRequest, params),
    checkDownloads: (params) =>
      client.sendRequest<CheckDownloadsResult>(checkDownloadsRequest, params),
    findTags: (params, token) => client.sendRequest<FindTagsResult>(findTagsRequest, params, token),
    lookAt: (file) => {
      tell(lookAtNotification, file);
    },
    declaredBuilds: (uri, token) =>
      client.sendRequest<DeclaredBuilds>(
        declaredBuildsRequest,
        { uri } satisfies TargetsParams,
        token,
      ),
    explainBuild: (params, token) =>
      client.sendRequest<ExplainBuildResult>(explainBuildRequest, params, token),
    readTargets: (uri) =>
      client.sendRequest<TargetsResult | null>(targetsRequest, { uri } satisfies TargetsParams),
    declareTargets: (params) =>
      client.sendRequest<readonly TextEdit[] | null>(declareTargetsRequest, params),
    readImage: (reference) =>
      client.sendRequest<ImageResult>(imageRequest, { reference } satisfies ImageParams),
    readRegistries: (params) => client.sendRequest<WorkerRegistries>(registriesRequest, params),
    listNames: (params) => client.sendRequest<NamesResult>(namesRequest, params),
    namedImages: (uri) =>
      client.sendRequest<NamedImagesResult>(namedImagesRequest, { uri } satisfies TargetsParams),
    inspections: {
      image: (params, token) =>
        client.sendRequest<InspectImageResult>(inspectImageRequest, params, token),
      attestation: (params, token) =>
        client.sendRequest<InspectAttestationResult>(inspectAttestationRequest, params, token),
      referrers: (params, token) =>
        client.sendRequest<InspectReferrersResult>(inspectReferrersRequest, params, token),
      document: (params, token) =>
        client.sendRequest<ImageDocumentResult>(imageDocumentRequest, params, token),
    },
    stop: () => client.dispose(stopTimeout),
  };
}

function stateName(state: State): ServerState {
  if (state === State.Running) return 'running';
  return state === State.Starting ? 'starting' : 'stopped';
}

/** Starts a crashed server again, unless it crashes again and again. */
class CrashCounter implements ErrorHandler {
  readonly #giveUp: () => void;
  #crashes: number[] = [];

  constructor(giveUp: () => void) {
    this.#giveUp = giveUp;
  }

  error() {
    return { action: ErrorAction.Continue };
  }

  closed() {
    const now = Date.now();
    this.#crashes = [...this.#crashes.filter((time) => isFresh(time, crashWindow, now)), now];
    if (this.#crashes.length < crashLimit) return { action: CloseAction.Restart, handled: true };
    // The client still changes its state to stopped after this answer.
    setTimeout(this.#giveUp, 0);
    return {
      action: CloseAction.DoNotRestart,
      handled: true,
      message: l10n.t('The Multi-Arch language server ended too often.'),
    };
  }
}
