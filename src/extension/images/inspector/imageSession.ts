import type { ImageSubject } from '../../../core/image/inspection.ts';
import type { PageAction } from '../../../protocol/inspectorPage.ts';
import type {
  ImageContentParams,
  ImageDocumentResult,
  InspectAttestationResult,
  InspectImageParams,
  InspectImageResult,
  InspectReferrersResult,
} from '../../../protocol/imageRequests.ts';
import type { AuditState } from '../../audit/auditState.ts';
import { attestationsId } from './attestationSection.ts';
import { comparedFields, comparedPair } from './configSection.ts';
import { newlyInspected, type InspectedImage } from './inspected.ts';
import { referrerField, referrerKinds, referrersId } from './referrerSection.ts';
import { isSpared, withAsked, withPending } from './spared.ts';

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
  /** What is known of the architectures of its files. */
  readonly auditOf: (subject: ImageSubject) => AuditState | undefined;
  /** There is something new to see. */
  readonly onChange: () => void;
}

/** One image on a page: what is known of it, and what is being asked. */
export class ImageSession {
  readonly #ports: SessionPorts;
  #image: InspectedImage;
  #stop = new AbortController();
  #why: ReadingPurpose = { purpose: 'asked' };
  /** The newest question about platforms; an older answer knows less. */
  #question = 0;

  constructor(ports: SessionPorts, subject: ImageSubject, place: InspectedImage['place']) {
    this.#ports = ports;
    this.#image = { ...newlyInspected(subject, place), ...withAudit(ports.auditOf(subject)) };
  }

  /** What is known now. */
  get image(): InspectedImage {
    return this.#image;
  }

  /** Notes why the page was opened. */
  remark(remarks: readonly string[]): void {
    this.#set({ remarks });
  }

  /** Looks again at what is known of its files. */
  lookAtAudit(): void {
    this.#image = withoutAudit(this.#image);
    this.#set(withAudit(this.#ports.auditOf(this.#image.subject)));
  }

  /** Reads the image anew, in two steps, of which the first is soon done. */
  async read(why: ReadingPurpose): Promise<void> {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#why = why;
    const { subject, place, inspection: before, audit } = this.#image;
    const { opened, compared, remarks, wanted } = this.#image;
    // What was seen before stays to be looked at; what was asked about it is asked again.
    this.#image = {
      ...newlyInspected(subject, place),
      ...{ opened, compared, remarks, wanted },
      ...(before && { inspection: before }),
      ...withAudit(audit),
    };
    this.#ports.onChange();
    void this.#ports.thisHost().then((thisHost) => {
      if (!signal.aborted && thisHost !== undefined) this.#set({ thisHost });
    });
    for (const stage of ['index', 'platforms'] as const) {
      const params = { subject, stage, wanted: [...this.#image.wanted], ...why };
      const inspection = await this.#ports.reading.image(params, signal);
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
      if (action.field === referrerField) this.#chooseReferrers(action.value);
      else await this.#fill('configs', this.#stop.signal);
    } else if (action.do === 'run' && action.way === 'read-all') {
      const { inspection } = this.#image;
      const platforms = inspection?.known === true ? inspection.value.platforms : [];
      await this.#want(platforms.map(({ digest }) => digest));
    }
  }

  /** Ends whatever is being asked. */
  dispose(): void {
    this.#stop.abort();
  }

  #chooseReferrers(value: string): void {
    const referrerKind = referrerKinds.find((kind) => kind === value);
    this.#set({ referrerKind });
  }

  /** Reads platforms that were spared so far, because a person wants to see them. */
  async #want(digests: readonly string[]): Promise<void> {
    const { inspection: before, subject, wanted } = this.#image;
    if (before?.known !== true) return;
    const spared = before.value.platforms.filter(
      ({ digest, details }) => digests.includes(digest) && isSpared(details),
    );
    if (spared.length === 0) return;
    const all = new Set([...wanted, ...spared.map(({ digest }) => digest)]);
    const value = withPending(before.value, all);
    this.#set({ wanted: all, busy: true, inspection: { ...before, value } });
    const question = ++this.#question;
    const { signal } = this.#stop;
    const params = { subject, stage: 'platforms', wanted: [...all], ...this.#why } as const;
    const inspection = await this.#ports.reading.image(params, signal);
    if (signal.aborted || question !== this.#question) return;
    this.#set({ inspection: withAsked(inspection, before.value.asked), busy: false });
  }

  async #fill(section: string, signal: AbortSignal): Promise<void> {
    const { inspection, subject, compared } = this.#image;
    if (inspection?.known !== true) return;
    const { attestations, digest, platforms, counted } = inspection.value;
    const [, kind, at] = /^(details|layers|attestation)-(\d{1,4})$/.exec(section) ?? [];
    const platform = kind === 'attestation' ? undefined : platforms[Number(at)];
    if (section === 'configs') {
      const pair = comparedPair(platforms, compared) ?? [];
      await this.#want(pair.map((entry) => entry.digest));
      return;
    }
    if (platform !== undefined) {
      await this.#want([platform.digest]);
      return;
    }
    const { reading } = this.#ports;
    if (section === referrersId) {
      const referrers = await reading.referrers({ subject, digest }, signal);
      if (!signal.aborted) this.#set({ referrers });
    } else if (section === attestationsId) {
      // One after the other: a page may have hundreds, and the first ones are read first.
      for (const attestation of counted === undefined ? attestations : []) {
        if (signal.aborted) return;
        await this.#readStatements(attestation.digest, signal);
      }
    } else if (kind === 'attestation') {
      await this.#readStatements(attestations[Number(at)]?.digest, signal);
    }
  }

  async #readStatements(digest: string | undefined, signal: AbortSignal): Promise<void> {
    const { subject, statements: known } = this.#image;
    if (digest === undefined || known.has(digest)) return;
    const statements = await this.#ports.reading.attestation({ subject, digest }, signal);
    if (signal.aborted) return;
    this.#set({ statements: new Map(this.#image.statements).set(digest, statements) });
  }

  #set(part: Partial<InspectedImage>): void {
    this.#image = { ...this.#image, ...part };
    this.#ports.onChange();
  }
}

function withAudit(audit: AuditState | undefined): Pick<InspectedImage, 'audit'> {
  return audit === undefined ? {} : { audit };
}

function withoutAudit(image: InspectedImage): InspectedImage {
  const rest = { ...image };
  delete rest.audit;
  return rest;
}
