import {
  l10n,
  languages,
  LanguageStatusSeverity,
  workspace,
  type Disposable,
  type LogOutputChannel,
  type Memento,
} from 'vscode';
import type { HostQuestion, ImageResult } from '../protocol/requests.ts';
import type * as clientModule from './client.ts';
import type { Server, ServerState } from './client.ts';
import { dockerfileLanguage } from './contributions.ts';
import type { Docker } from './dockerAccess.ts';
import { lazy } from './lazy.ts';
import { notify } from './notify.ts';
import { commandTo, run } from './register.ts';
import { allowHost } from './settings.ts';

/** Loads the code that talks to the server; it stays out of the extension's first bundle. */
export type LoadClient = () => Promise<typeof clientModule>;

/** What the language server needs of its surroundings. */
export interface LanguageServerPorts {
  /** Path of the server's program. */
  readonly program: string;
  readonly loadClient: LoadClient;
  readonly docker: Docker;
  readonly log: LogOutputChannel;
  /** Remembers hosts that the user does not want to be asked. */
  readonly memory: Memento;
}

const refusedHostsKey = 'refusedHosts';

/** The language server as the editor sees it: started on first use, shown, restarted, stopped. */
export class LanguageServer implements Disposable {
  readonly #ports: LanguageServerPorts;
  readonly #status = languages.createLanguageStatusItem('multiarch.server', {
    language: dockerfileLanguage,
  });
  readonly #trust: Disposable;
  readonly #stopping = new AbortController();
  #start: () => Promise<Server>;
  #running: Server | undefined;

  constructor(ports: LanguageServerPorts) {
    this.#ports = ports;
    this.#start = this.#prepare();
    this.#status.name = l10n.t('Multi-Arch language server');
    this.#show('stopped');
    this.#trust = workspace.onDidGrantWorkspaceTrust(() => {
      this.#running?.tellTrustGranted();
      void this.#tellRegistries();
    });
  }

  /** Starts the server unless it runs. A failure is shown, not thrown. */
  async ensureStarted(): Promise<Server | undefined> {
    try {
      return await this.#start();
    } catch (error) {
      this.#ports.log.error('The language server did not start.', error);
      this.#show('failed');
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

  /** Stops the server, politely, and starts it again. */
  async restart(): Promise<void> {
    await this.stop();
    this.#start = this.#prepare();
    await this.ensureStarted();
  }

  /** Stops the server; it ends with its process at the latest after 2 s. */
  async stop(): Promise<void> {
    const server = this.#running;
    this.#running = undefined;
    await server?.stop().catch((error: unknown) => {
      this.#ports.log.warn(`The language server did not stop by itself: ${String(error)}`);
    });
  }

  dispose(): void {
    this.#stopping.abort();
    this.#trust.dispose();
    this.#status.dispose();
  }

  #prepare(): () => Promise<Server> {
    return lazy(async () => {
      this.#show('starting');
      const { startServer } = await this.#ports.loadClient();
      this.#running = await startServer({
        program: this.#ports.program,
        log: this.#ports.log,
        initializationOptions: () => ({
          trusted: workspace.isTrusted,
          engineExpected: workspace.isTrusted,
        }),
        onState: (state) => {
          this.#show(state);
          // After a crash the new process knows nothing yet.
          if (state === 'running') void this.#tellRegistries();
        },
        onHostQuestion: (question) => void this.#askAboutHost(question),
      });
      void this.#tellRegistries();
      return this.#running;
    });
  }

  async #tellRegistries(): Promise<void> {
    if (this.#running === undefined || !workspace.isTrusted) return;
    const registries = await this.#ports.docker.readRegistries(this.#stopping.signal);
    this.#running.tellRegistries(registries);
  }

  async #askAboutHost({ host }: HostQuestion): Promise<void> {
    const refused = this.#ports.memory.get<readonly string[]>(refusedHostsKey, []);
    if (refused.includes(host)) return;
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
          run: () => this.#ports.memory.update(refusedHostsKey, [...refused, host]),
        },
      ],
    });
  }

  #show(state: ServerState): void {
    const status = this.#status;
    status.busy = state === 'starting';
    status.severity =
      state === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    status.text = stateTexts()[state];
    status.detail = l10n.t('Multi-Arch');
    status.command =
      state === 'failed'
        ? commandTo('multiarch.restartServer', l10n.t('Restart'))
        : commandTo('multiarch.showLog', l10n.t('Show Log'));
    if (state !== 'failed') return;
    void notify({
      severity: 'error',
      cause: 'server failed',
      message: l10n.t(
        'The Multi-Arch language server does not run, so Dockerfiles are not checked. The log says why.',
      ),
      remedies: [
        {
          label: l10n.t('Restart'),
          run: () => {
            run('multiarch.restartServer');
          },
        },
        {
          label: l10n.t('Show Log'),
          run: () => {
            run('multiarch.showLog');
          },
        },
      ],
    });
  }
}

function stateTexts(): Readonly<Record<ServerState, string>> {
  return {
    starting: l10n.t('Starting…'),
    running: l10n.t('Running'),
    stopped: l10n.t('Not started'),
    failed: l10n.t('Not running'),
  };
}
