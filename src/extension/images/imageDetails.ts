import {
  l10n,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentContentProvider,
} from 'vscode';
import type { ImageReport } from '../../core/image/report.ts';
import { imageDetailsScheme } from '../contributions.ts';
import { keepNewest } from './keepNewest.ts';

/** How many texts can be gone back to; one that is on the screen does not need it. */
const textLimit = 20;

/** Shows what is known of an image as a text of its own, which can be searched and copied. */
export class ImageDetails implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration = workspace.registerTextDocumentContentProvider(imageDetailsScheme, this);

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** @param remarks lines that stand above the platforms */
  async show(image: ImageReport, remarks: readonly string[]): Promise<void> {
    // The digest makes it another document after another build.
    const uri = Uri.from({
      scheme: imageDetailsScheme,
      path: `/${image.reference}.txt`,
      query: image.digest,
    });
    keepNewest(this.#texts, uri.toString(), detailsText(image, remarks), textLimit);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function detailsText(image: ImageReport, remarks: readonly string[]): string {
  const rows = [
    [l10n.t('Platform'), l10n.t('Manifest'), l10n.t('Bytes')],
    ...image.platforms.map(({ platform, digest, size }) => [platform, digest, String(size)]),
  ];
  return [
    image.reference,
    image.digest,
    image.mediaType,
    '',
    ...remarks,
    '',
    ...columns(rows),
    '',
    l10n.t('Attestations: {0}', image.attestations.length),
    '',
  ].join('\n');
}

/** Rows of cells as lines whose columns stand below each other. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, at) => Math.max(widest[at] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
