import { l10n, StatusBarAlignment, window, workspace, type Disposable } from 'vscode';
import { dockerfileLanguage } from './contributions.ts';
import { commandTo } from './register.ts';
import { targetPlatforms, touches } from './settings.ts';

/** Shows the target platforms of the active Dockerfile; a click chooses others. */
export class TargetStatus implements Disposable {
  readonly #item = window.createStatusBarItem('multiarch.platforms', StatusBarAlignment.Right, 100);
  readonly #disposables: readonly { dispose(): unknown }[];

  constructor() {
    this.#item.name = l10n.t('Target Platforms');
    this.#item.command = commandTo('multiarch.choosePlatforms', l10n.t('Choose Target Platforms'));
    this.#disposables = [
      this.#item,
      window.onDidChangeActiveTextEditor(() => {
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
    const platforms = targetPlatforms(document.uri);
    this.#item.text = `$(layers) ${shortList(platforms)}`;
    this.#item.tooltip = l10n.t(
      'Target platforms: {0}. Click to choose others.',
      platforms.join(', '),
    );
    this.#item.accessibilityInformation = {
      label: l10n.t('Target platforms: {0}', platforms.join(', ')),
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
