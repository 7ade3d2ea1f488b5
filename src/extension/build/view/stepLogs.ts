import {
  EventEmitter,
  l10n,
  Uri,
  window,
  workspace,
  type TextDocumentContentProvider,
} from 'vscode';
import { buildLogScheme } from '../../contributions.ts';
import { keepNewest } from '../../images/keepNewest.ts';
import { printable } from '../terminalText.ts';

/** How many texts can be gone back to. */
const mostTexts = 20;

/** What steps and builds printed, as documents that cannot be changed. Texts are read when they are looked at. */
export class StepLogs implements TextDocumentContentProvider {
  readonly #changed = new EventEmitter<Uri>();
  readonly #registration = workspace.registerTextDocumentContentProvider(buildLogScheme, this);
  readonly #texts = new Map<string, () => string | Promise<string>>();

  readonly onDidChange = this.#changed.event;

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const text = this.#texts.get(uri.query);
    return (await text?.()) ?? l10n.t('This is no longer kept.');
  }

  /** Shows a text. @param key tells it from all others */
  async show(key: string, title: string, text: () => string | Promise<string>): Promise<void> {
    const name = printable(title)
      .replace(/[\\/?#:]+/g, ' ')
      .trim()
      .slice(0, 60);
    const uri = Uri.from({ scheme: buildLogScheme, path: `/${name}.log`, query: key });
    keepNewest(this.#texts, key, text, mostTexts);
    this.#changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  /** Reads the texts again that are looked at. @param isChanged whether there is more of it */
  refresh(isChanged: (key: string) => boolean): void {
    for (const { document } of window.visibleTextEditors) {
      const { uri } = document;
      if (uri.scheme === buildLogScheme && isChanged(uri.query)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** What a step printed last, as a text. */
export function logText(lines: readonly string[], dropped: number): string {
  if (lines.length === 0 && dropped === 0) return l10n.t('This step has printed nothing.');
  const before = dropped === 0 ? [] : [l10n.t('… {0} lines before these are not kept.', dropped)];
  return [...before, ...lines.map(printable)].join('\n');
}
