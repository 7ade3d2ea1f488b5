import { l10n, StatusBarAlignment, window, workspace, type Disposable, type Uri } from 'vscode';
import { dockerfileLanguage } from './contributions.ts';
import { describeSource } from '../core/project/targets.ts';
import type { LanguageServer } from './languageServer.ts';
import { commandTo } from './register.ts';
import { touches } from './settings.ts';
import { readTargets } from './targets.ts';

/** Shows the target platforms of the active Dockerfile; a click looks at one of them or chooses others. */
export class TargetStatus implements Disposable {
  readonly #item = window.createStatusBarItem('multiarch.platforms', StatusBarAlignment.Right, 100);
  readonly #disposables: readonly { dispose(): unknown }[];

  readonly #server: LanguageServer;
  /** The newest look at the targets; an older answer that comes later is dropped. */
  #look = 0;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#item.name = l10n.t('Target Platforms');
    this.#item.command = commandTo('multiarch.lookAtPlatform', l10n.t('Target Platforms'));
    this.#disposables = [
      this.#item,
      window.onDidChangeActiveTextEditor(() => {
        this.#update();
      }),
      server.onDidChangeTargets(() => {
        this.#update();
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'platforms')) this.#update();
      }),
      // The language of the active document can change without another editor becoming active.
      workspace.onDidOpenTextDocument(() => {
        this.#update();
      }),
    ];
    this.#update();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #update(): void {
    const document = window.activeTextEditor?.document;
    // The output panel becomes the active editor, but the user still works on the file.
    if (document?.uri.scheme === 'output') return;
    if (document?.languageId !== dockerfileLanguage) {
      this.#item.hide();
      return;
    }
    void this.#show(document.uri);
  }

  async #show(uri: Uri): Promise<void> {
    const look = ++this.#look;
    const { platforms, source, lookedAt, unread } = await readTargets(uri, this.#server);
    if (look !== this.#look || window.activeTextEditor?.document.uri !== uri) return;
    const names = platforms.join(', ');
    this.#item.text =
      lookedAt === undefined
        ? `$(layers) ${shortList(platforms)}`
        : `$(eye) ${shortList([lookedAt])}`;
    const origin = l10n.t('Target platforms: {0} (from {1}).', names, describeSource(source));
    const said =
      lookedAt === undefined
        ? l10n.t('{0} Click to look at one of them, or to choose others.', origin)
        : l10n.t('The file is shown as it is for {0}. {1}', lookedAt, origin);
    this.#item.tooltip = unread === undefined ? said : `${said}\n\n${unread}`;
    this.#item.accessibilityInformation = {
      label:
        lookedAt === undefined
          ? l10n.t('Target platforms: {0}', names)
          : l10n.t('Shown for {0}. Target platforms: {1}', lookedAt, names),
    };
    this.#item.show();
  }
}

/** The longest list that is written out in the status bar. */
const longest = 3;

/** Platforms without the system that nearly all have: `amd64, arm64`, `windows/amd64`, `amd64 +4`. */
function shortList(platforms: readonly string[]): string {
  const names = platforms.map((platform) => platform.replace(/^linux\//, ''));
  if (names.length <= longest) return names.join(', ');
  return `${names.slice(0, longest - 1).join(', ')} +${names.length - longest + 1}`;
}
