import { l10n, Uri, window, workspace } from 'vscode';
import type { ImageSubject } from '../../../core/image/inspection.ts';
import { imageDocumentScheme } from '../../contributions.ts';
import { notify } from '../../notify.ts';
import { keepNewest } from '../keepNewest.ts';
import type { ImageReading } from './imageSession.ts';
import { nameOf } from './inspected.ts';

/** How many texts can be gone back to; one that is on the screen does not need it. */
const textLimit = 50;

/** Shows manifests, configs and statements of images as documents, which can be searched and compared. */
export class ImageDocuments {
  readonly #texts = new Map<string, string>();
  readonly #stop = new AbortController();
  readonly #reading: ImageReading;

  constructor(reading: ImageReading) {
    this.#reading = reading;
  }

  /** The text of an address that {@link show} has opened. */
  textOf(uri: Uri): string {
    // After a reload of the window, nobody is asked without a person's doing.
    return this.#texts.get(uri.toString()) ?? l10n.t('Open it again from the inspector to see it.');
  }

  /** Opens the content of a digest. A failure is shown. */
  async show(subject: ImageSubject, digest: string): Promise<void> {
    const name = nameOf(subject);
    const found = await this.#reading.document({ subject, digest }, this.#stop.signal);
    if (!found.known) {
      if (this.#stop.signal.aborted) return;
      await notify({
        severity: 'error',
        message: l10n.t('{0} of {1} could not be read. {2}', digest, name, found.reason.message),
      });
      return;
    }
    const [, hex = digest] = digest.split(':', 2);
    const uri = Uri.from({
      scheme: imageDocumentScheme,
      path: `/${name}/${hex.slice(0, 12)}.json`,
      query: digest,
    });
    keepNewest(this.#texts, uri.toString(), found.value.text, textLimit);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#stop.abort();
  }
}
