import type { ImageSubject } from '../../../core/image/inspection.ts';
import type { PageAction } from '../../../protocol/inspectorPage.ts';
import type {
  ImageContentParams,
  ImageDocumentResult,
  InspectAttestationResult,
  InspectImageParams,
  InspectImageResult,
  InspectReferrersResult,
} from '../../../protocol/requests.ts';
import { attestationsId } from './attestationSection.ts';
import { comparedFields } from './configSection.ts';
import { newlyInspected, type InspectedImage } from './inspected.ts';
import { referrersId } from './referrerSection.ts';

/** Reads what pages show. Nothing rejects: what fails is a fact that is unknown. */
export interface ImageReading {
  image(params: InspectImageParams, signal: AbortSignal): Promise<InspectImageResult>;
  attestation(params: ImageContentParams, signal: AbortSignal): Promise<InspectAttestationResult>;
  referrers(params: ImageContentParams, signal: AbortSignal): Promise<InspectReferrersResult>;
  document(params: ImageContentParams, signal: AbortSignal): Promise<ImageDocumentResult>;
}

/** Why an image is read: a person wants it, or a view follows the cursor in a file. */
export type ReadingPurpose =
  { readonly purpose: 'asked' } | { readonly purpose: 'background'; readonly uri?: string };

/** What a session is made with. */
export interface SessionPorts {
  readonly reading: ImageReading;
  /** Platform of the engine's host, e.g. `linux/arm64`. */
  readonly thisHost: () => Promise<string | undefined>;
  /** There is something new to see. */
  readonly onChange: () => void;
}

/** One image on a page: what is known of it, and what is being asked. */
export class ImageSession {
  readonly #ports: SessionPorts;
  #image: InspectedImage;
  #stop = new AbortController();

  constructor(ports: SessionPorts, subject: ImageSubject, place: InspectedImage['place']) {
    this.#ports = ports;
    this.#image = newlyInspected(subject, place);
  }

  /** What is known now. */
  get image(): InspectedImage {
    return this.#image;
  }

  /** Notes why the page was opened. */
  remark(remarks: readonly string[]): void {
    this.#set({ remarks });
  }

  /** Reads the image anew, in two steps, of which the first is soon done. */
  async read(why: ReadingPurpose): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const { subject, place, inspection: before, opened, compared, remarks } = this.#image;
    // What was seen before stays to be looked at; what was asked about it is asked again.
    this.#image = {
      ...newlyInspected(subject, place),
      ...{ opened, compared, remarks },
      ...(before && { inspection: before }),
    };
    this.#ports.onChange();
    void this.#ports.thisHost().then((thisHost) => {
      if (!signal.aborted && thisHost !== undefined) this.#set({ thisHost });
    });
    for (const stage of ['index', 'platforms'] as const) {
      const inspection = await this.#ports.reading.image({ subject, stage, ...why }, signal);
      if (signal.aborted) return;
      const isLast = stage === 'platforms' || !inspection.known;
      this.#set({ inspection, busy: !isLast });
      if (isLast) break;
    }
    await Promise.all([...this.#image.opened].map((section) => this.#fill(section, signal)));
  }

  /** Does what the page asks of the session itself. */
  async act(action: PageAction): Promise<void> {
    if (action.do === 'open') {
      this.#set({ opened: new Set([...this.#image.opened, action.section]) });
      await this.#fill(action.section, this.#stop.signal);
    } else if (action.do === 'choose') {
      const { compared } = this.#image;
      if (action.field === comparedFields.left) {
        this.#set({ compared: { ...compared, left: action.value } });
      } else if (action.field === comparedFields.right) {
        this.#set({ compared: { ...compared, right: action.value } });
      }
    }
  }

  /** Ends whatever is being asked. */
  dispose(): void {
    this.#stop.abort();
  }

  async #fill(section: string, signal: AbortSignal): Promise<void> {
    const { inspection, subject } = this.#image;
    if (inspection?.known !== true) return;
    const { attestations, digest } = inspection.value;
    const { reading } = this.#ports;
    if (section === referrersId) {
      const referrers = await reading.referrers({ subject, digest }, signal);
      if (!signal.aborted) this.#set({ referrers });
    } else if (section === attestationsId) {
      // One after the other: a page may have hundreds, and the first ones are read first.
      for (const attestation of attestations) {
        if (this.#image.statements.has(attestation.digest)) continue;
        const params = { subject, digest: attestation.digest };
        const statements = await reading.attestation(params, signal);
        if (signal.aborted) return;
        const known = new Map(this.#image.statements).set(attestation.digest, statements);
        this.#set({ statements: known });
      }
    }
  }

  #set(part: Partial<InspectedImage>): void {
    this.#image = { ...this.#image, ...part };
    this.#ports.onChange();
  }
}
