import {
  EventEmitter,
  extensions,
  l10n,
  workspace,
  type CancellationToken,
  type Disposable,
  type LogOutputChannel,
  type Memento,
} from 'vscode';
import type { TextEdit } from '../core/analysis/fix.ts';
import type {
  FindTagsParams,
  FindTagsResult,
  ImageResult,
  NamesParams,
  NamesResult,
} from '../protocol/imageRequests.ts';
import type {
  CheckDownloadsParams,
  CheckDownloadsResult,
  DeclareTargetsParams,
  DeclaredBuilds,
  ExplainBuildParams,
  ExplainBuildResult,
  FixRuleParams,
  FixRuleResult,
  HostQuestion,
  LookAt,
  NamedImage,
  TargetsResult,
  RegistriesParams,
} from '../protocol/requests.ts';
import type { WorkerRegistries } from '../protocol/worker.ts';
import type * as clientModule from './client.ts';
import type { Server } from './client.ts';
import type { Builder } from '../core/build/workerNode.ts';
import type { BuilderStore } from './builders/builderStore.ts';
import { builderFact } from './builders/builderFact.ts';
import type { Docker } from './dockerAccess.ts';
import { notify } from './notify.ts';
import { refusedHosts, refuseHost } from './refusedHosts.ts';
import { ServerLife } from './serverLife.ts';
import { ServerStatus } from './serverStatus.ts';
import { allowHost, openSetting } from './settings.ts';

/** Docker DX shows what `docker build --check` finds. */
const dockerDx = 'docker.docker';

/** Loads the code that talks to the server; it stays out of the extension's first bundle. */
export type LoadClient = () => Promise<typeof clientModule>;

/** What the language server needs of its surroundings. */
export interface LanguageServerPorts {
  /** Path of the server's program. */
  readonly program: string;
  readonly loadClient: LoadClient;
  readonly docker: Docker;
  readonly builders: BuilderStore;
  readonly log: LogOutputChannel;
  /** Remembers hosts that the user does not want to be asked. */
  readonly memory: Memento;
}

/** The language server as the editor sees it: started on first use, shown, restarted, stopped. */
export class LanguageServer implements Disposable {
  readonly #ports: LanguageServerPorts;
  readonly #status = new ServerStatus();
  readonly #trust: Disposable;
  readonly #builderChanges: Disposable;
  readonly #stopping = new AbortController();
  readonly #life: ServerLife;
  readonly #targetsChanged = new EventEmitter<string | undefined>();

  /** What a file (by its URI, or any file) is built for or looked at for may have changed. */
  readonly onDidChangeTargets = this.#targetsChanged.event;

  readonly #hovered = new EventEmitter<void>();

  /** A hover of the server was shown. */
  readonly onDidHover = this.#hovered.event;

  constructor(ports: LanguageServerPorts) {
    this.#ports = ports;
    this.#life = new ServerLife({
      isTrusted: () => workspace.isTrusted,
      start: (trusted) => this.#start(trusted),
    });
    this.#trust = workspace.onDidGrantWorkspaceTrust(() => {
      const server = this.#life.running;
      if (server === undefined) return;
      server.tellTrustGranted();
      void this.#tellRegistries(server);
    });
    this.#builderChanges = ports.builders.onDidChange(() => {
      if (this.#life.running !== undefined) void this.#tellBuilder(this.#life.running);
    });
  }

  /** Starts the server unless it runs or the editor closes. A failure is shown, not thrown. */
  async ensureStarted(): Promise<Server | undefined> {
    if (this.#stopping.signal.aborted) return undefined;
    try {
      return await this.#life.ensureStarted();
    } catch (error) {
      this.#ports.log.error('The language server did not start.', error);
      this.#status.show('failed');
      return undefined;
    }
  }

  /** What a registry says about an image; undefined when the server cannot be asked. */
  async readImage(reference: string): Promise<ImageResult | undefined> {
    const server = await this.ensureStarted();
    return server?.readImage(reference).catch((error: unknown) => {
      this.#ports.log.error(`${reference} could not be read.`, error);
      return undefined;
    });
  }

  /** The images that an open file names; none where that is not known, or no server runs. */
  async namedImages(uri: string): Promise<readonly NamedImage[]> {
    const answer = await this.#life.running?.namedImages(uri).catch((error: unknown) => {
      this.#ports.log.error(`The images of ${uri} could not be read.`, error);
      return null;
    });
    return answer ?? [];
  }

  /** What a registry lists; undefined when the server cannot be asked. */
  async listNames(params: NamesParams): Promise<NamesResult | undefined> {
    const server = await this.ensureStarted();
    return server?.listNames(params).catch((error: unknown) => {
      this.#ports.log.error(`The ${params.list} of ${params.of} could not be listed.`, error);
      return undefined;
    });
  }

  /** How registries are asked, for a worker; undefined when the server cannot be asked. */
  async readRegistries(params: RegistriesParams = {}): Promise<WorkerRegistries | undefined> {
    const server = await this.ensureStarted();
    return server?.readRegistries(params).catch((error: unknown) => {
      this.#ports.log.error('How registries are asked could not be read.', error);
      return undefined;
    });
  }

  /** Tags of an image's repository; undefined when the server cannot be asked, or nobody waits. */
  async findTags(
    params: FindTagsParams,
    token: CancellationToken,
  ): Promise<FindTagsResult | undefined> {
    const server = await this.ensureStarted();
    return server?.findTags(params, token).catch((error: unknown) => {
      if (token.isCancellationRequested) return undefined;
      this.#ports.log.error(`Tags of ${params.reference} could not be looked for.`, error);
      return undefined;
    });
  }

  /** Asks for downloads of other platforms; undefined when the server cannot be asked. */
  async checkDownloads(params: CheckDownloadsParams): Promise<CheckDownloadsResult | undefined> {
    const server = await this.ensureStarted();
    return server?.checkDownloads(params).catch((error: unknown) => {
      this.#ports.log.error('Downloads could not be asked for.', error);
      return undefined;
    });
  }

  /** Shows a file as it is for one of its targets, or for all. */
  async lookAt(file: LookAt): Promise<void> {
    (await this.ensureStarted())?.lookAt(file);
  }

  /** What an open Dockerfile is built for, and who says so; undefined when no server runs that knows. */
  async readTargets(uri: string): Promise<TargetsResult | undefined> {
    const server = this.#life.running;
    const answer = await server?.readTargets(uri).catch((error: unknown) => {
      this.#ports.log.error(`The targets of ${uri} could not be read.`, error);
      return undefined;
    });
    return answer ?? undefined;
  }

  /**
   * What a build of an open Dockerfile does; undefined when no server runs, and null where it is none.
   *
   * @throws in the server's words when it fails, or nobody waits any more
   */
  async explainBuild(
    params: ExplainBuildParams,
    token: CancellationToken,
  ): Promise<ExplainBuildResult | undefined> {
    return (await this.ensureStarted())?.explainBuild(params, token);
  }

  /** What a bake or compose file builds; undefined when no server runs. Rejects as {@link explainBuild}. */
  async declaredBuilds(uri: string, token: CancellationToken): Promise<DeclaredBuilds | undefined> {
    return (await this.ensureStarted())?.declaredBuilds(uri, token);
  }

  /** The edits that write targets into an open file; undefined when the server cannot tell. */
  async declareTargets(params: DeclareTargetsParams): Promise<readonly TextEdit[] | undefined> {
    const answer = await (await this.ensureStarted())?.declareTargets(params);
    return answer ?? undefined;
  }

  /** What would mend a rule's findings in a file; undefined when the server cannot be asked. */
  async fixRule(params: FixRuleParams): Promise<FixRuleResult | undefined> {
    const server = await this.ensureStarted();
    return server?.fixRule(params).catch((error: unknown) => {
      this.#ports.log.error(`${params.uri} could not be mended.`, error);
      return undefined;
    });
  }

  /** Stops the server, politely, and starts it again. */
  async restart(): Promise<void> {
    await this.stop();
    await this.ensureStarted();
  }

  /** Stops the server, once it has started; it ends at the latest after 2 s. */
  async stop(): Promise<void> {
    await this.#life.stop().catch((error: unknown) => {
      this.#ports.log.warn(`The language server did not stop by itself: ${String(error)}`);
    });
  }

  dispose(): void {
    this.#stopping.abort();
    this.#trust.dispose();
    this.#builderChanges.dispose();
    this.#targetsChanged.dispose();
    this.#hovered.dispose();
    this.#status.dispose();
  }

  async #start(trusted: () => boolean): Promise<Server> {
    this.#status.show('starting');
    const { startServer } = await this.#ports.loadClient();
    const server = await startServer({
      program: this.#ports.program,
      log: this.#ports.log,
      initializationOptions: () => {
        const isTrusted = trusted();
        return {
          trusted: isTrusted,
          engineExpected: isTrusted,
          builderExpected: isTrusted,
          readsBake: true,
          buildkitRulesElsewhere: extensions.getExtension(dockerDx) !== undefined,
        };
      },
      onState: (state) => {
        this.#status.show(state);
        // After a crash the new process knows nothing yet.
        const restarted = state === 'running' ? this.#life.running : undefined;
        if (state === 'running') this.#targetsChanged.fire(undefined);
        if (restarted === undefined) return;
        void this.#tellRegistries(restarted);
        void this.#tellBuilder(restarted);
      },
      onHostQuestion: (question) => void this.#askAboutHost(question),
      onSettingProblem: ({ setting, message }) =>
        void notify({
          severity: 'warning',
          cause: message,
          message,
          remedies: [{ label: l10n.t('Show Setting'), run: () => openSetting(setting, 'folder') }],
        }),
      onQuotaStop: (stop) => {
        this.#status.showQuotaStop(stop);
      },
      readLocalImage: async (image, token) => {
        const builder = await this.#builder();
        if (builder === undefined) return null;
        return this.#ports.docker.readLocalImage(builder, image, abortSignal(token));
      },
      readLocalBase: async (base, token) => {
        const builder = await this.#builder();
        if (builder === undefined) return null;
        return this.#ports.docker.readLocalBase(builder, base, abortSignal(token));
      },
      inspectEngine: (image, token) => this.#ports.docker.inspectImage(image, abortSignal(token)),
      readPresence: (image, token) => this.#ports.docker.readPresence(image, abortSignal(token)),
      readBake: (bake, token) => this.#ports.docker.readBake(bake, abortSignal(token)),
      onTargets: (uri) => {
        this.#targetsChanged.fire(uri);
      },
      onHover: () => {
        this.#hovered.fire();
      },
    });
    void this.#tellRegistries(server);
    void this.#tellBuilder(server);
    // Once the caller knows the server.
    setImmediate(() => {
      this.#targetsChanged.fire(undefined);
    });
    return server;
  }

  /** Never rejects. A server that was stopped meanwhile drops what it is told. */
  async #tellRegistries(server: Server): Promise<void> {
    if (!workspace.isTrusted) return;
    try {
      server.tellRegistries(await this.#ports.docker.readRegistries(this.#stopping.signal));
    } catch (error) {
      this.#ports.log.error('The registries of the Docker engine could not be read.', error);
    }
  }

  /** Tells which builder would build, so that findings are about that one. Never rejects. */
  async #tellBuilder(server: Server): Promise<void> {
    if (!workspace.isTrusted) return;
    const answer = await this.#ports.builders.readSelected();
    server.tellBuilder(builderFact(answer, Date.now()));
  }

  async #askAboutHost({ host }: HostQuestion): Promise<void> {
    if (refusedHosts(this.#ports.memory).includes(host)) return;
    await notify({
      severity: 'information',
      cause: `host ${host}`,
      message: l10n.t(
        'A Dockerfile names images of {0}. May Multi-Arch ask this registry which platforms they have?',
        host,
      ),
      remedies: [
        { label: l10n.t('Allow {0}', host), run: () => allowHost(host) },
        {
          label: l10n.t('Never'),
          run: () => refuseHost(this.#ports.memory, host),
        },
      ],
    });
  }

  /** The builder that would build, if it is known. */
  async #builder(): Promise<Builder | undefined> {
    const answer = await this.#ports.builders.readSelected();
    return answer.ok ? answer.builder : undefined;
  }
}

function abortSignal(token: CancellationToken): AbortSignal {
  const stop = new AbortController();
  token.onCancellationRequested(() => {
    stop.abort();
  });
  return stop.signal;
}
