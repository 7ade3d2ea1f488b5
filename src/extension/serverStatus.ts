import { l10n, languages, LanguageStatusSeverity, type Disposable } from 'vscode';
import type { QuotaStop } from '../protocol/requests.ts';
import type { ServerState } from './client.ts';
import { composeLanguage, dockerfileLanguage } from './contributions.ts';
import { notify } from './notify.ts';
import { commandTo, run } from './register.ts';

/** Says beside the language of a Dockerfile how the language server is, and more loudly when it does not run. */
export class ServerStatus implements Disposable {
  readonly #item = languages.createLanguageStatusItem('multiarch.server', [
    { language: dockerfileLanguage },
    { language: composeLanguage },
  ]);
  /** Takes back what {@link showQuotaStop} has shown. */
  #quotaStop: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor() {
    this.#item.name = l10n.t('Multi-Arch language server');
    this.show('stopped');
  }

  show(state: ServerState): void {
    // The server outlives the item that shows it by a moment.
    if (this.#disposed) return;
    clearTimeout(this.#quotaStop);
    const item = this.#item;
    item.busy = state === 'starting';
    item.severity =
      state === 'failed' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.text = stateTexts()[state];
    item.detail = l10n.t('Multi-Arch');
    item.command =
      state === 'failed'
        ? commandTo('multiarch.restartServer', l10n.t('Restart'))
        : commandTo('multiarch.showLog', l10n.t('Show Log'));
    if (state === 'failed') tellFailure();
  }

  /** Says that a registry is asked less, until it counts anew. The log has it too. */
  showQuotaStop({ host, message, until }: QuotaStop): void {
    if (this.#disposed) return;
    clearTimeout(this.#quotaStop);
    this.#quotaStop = setTimeout(() => {
      this.show('running');
    }, until - Date.now());
    this.#item.severity = LanguageStatusSeverity.Warning;
    this.#item.text = l10n.t('{0} is not asked in the background', host);
    this.#item.detail = message;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#quotaStop);
    this.#item.dispose();
  }
}

function tellFailure(): void {
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

function stateTexts(): Readonly<Record<ServerState, string>> {
  return {
    starting: l10n.t('Starting…'),
    running: l10n.t('Running'),
    stopped: l10n.t('Not started'),
    failed: l10n.t('Not running'),
  };
}
