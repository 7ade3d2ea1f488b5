import type { BaseImage } from '../core/dockerfile/resolution.ts';
import type { Fact } from '../core/facts.ts';
import type {
  ImageDocument,
  ImageInspection,
  ImageSubject,
  ReferrersInspection,
  StatementInspection,
} from '../core/image/inspection.ts';
import type { LocalImage } from '../core/image/localImage.ts';
import type { ImageReport } from '../core/image/report.ts';

/**
 * Server → client request, {@link LocalImageParams} → {@link LocalImageResult}: what the engine of the
 * builder has of its own under a name. Asked only of clients that have told of a builder.
 */
export const localImageRequest = 'multiarch/localImage';

/** Which image, by its canonical reference. */
export interface LocalImageParams {
  readonly reference: string;
}

/** Null where the engine has none, or the builder does not look at an engine's images. */
export type LocalImageResult = LocalImage | null;

/** Server → client request, {@link LocalBaseParams} → {@link LocalBaseResult}: as {@link localImageRequest}. */
export const localBaseRequest = 'multiarch/localBase';

/** Which platform of an image of the engine's. */
export interface LocalBaseParams extends LocalImageParams {
  readonly platform: string;
}

/** What a build inherits from it; null where the engine does not have that. */
export type LocalBaseResult = BaseImage | null;

/** Client → server request, {@link ImageParams} → {@link ImageResult}: asked by a person, so any host. */
export const imageRequest = 'multiarch/image';

/** Which image to read. */
export interface ImageParams {
  /** As a user types it, e.g. `alpine:3.20` or `127.0.0.1:5000/app@sha256:…`. */
  readonly reference: string;
}

/** The image's platforms as a registry tells them, or why they are unknown. */
export type ImageResult = Fact<ImageReport>;

/**
 * Client → server request, {@link InspectImageParams} → {@link InspectImageResult}: an image as the
 * platform inspector shows it, whole at each stage.
 */
export const inspectImageRequest = 'multiarch/inspectImage';

/** Which image, and how much of it. */
export interface InspectImageParams {
  readonly subject: ImageSubject;
  /** `index`: one request to a registry, at once; `platforms`: with manifests and configs of every platform. */
  readonly stage: 'index' | 'platforms';
  /**
   * `asked` when left out: a person names the image, so any host may be asked. `background`: a view follows
   * the cursor; then only hosts that may be asked for a Dockerfile, and what is left of a quota stays.
   */
  readonly purpose?: 'asked' | 'background';
  /**
   * Digests of the platforms that a person wants to see, where the registry counts what is read; the others
   * are read as far as they are kept. All of them when left out.
   */
  readonly wanted?: readonly string[];
  /** The file whose setting `multiarch.registry.lookups` counts in the background. */
  readonly uri?: string;
}

/** The image, or why it is unknown. Platforms that could not be read are unknown each on its own. */
export type InspectImageResult = Fact<ImageInspection>;

/**
 * Server → client request, {@link EngineInspectionParams} → {@link InspectImageResult}: the same of an image
 * of the Docker engine's, which only the client may ask.
 */
export const engineInspectionRequest = 'multiarch/engineInspection';

/** Which image of the engine. */
export interface EngineInspectionParams {
  /** A name, or an id. */
  readonly reference: string;
  readonly stage: InspectImageParams['stage'];
}

/** Server → client request, {@link EnginePresenceParams} → {@link EnginePresenceResult}. */
export const enginePresenceRequest = 'multiarch/enginePresence';

/** Names under which the engine may have an image: canonical references, and ids. */
export interface EnginePresenceParams {
  readonly names: readonly string[];
}

/**
 * Digests of the manifests (with the classic store: configs) whose contents the engine has; null when it does
 * not tell.
 */
export type EnginePresenceResult = readonly string[] | null;

/** Which content of an inspected image. */
export interface ImageContentParams {
  readonly subject: ImageSubject;
  /** As the inspection names it. */
  readonly digest: string;
}

/** Client → server request, {@link ImageContentParams} of an attestation → {@link InspectAttestationResult}. */
export const inspectAttestationRequest = 'multiarch/inspectAttestation';

/** Its statements, read as far as they can be. */
export type InspectAttestationResult = Fact<readonly StatementInspection[]>;

/**
 * Client → server request, {@link ImageContentParams} of the image or of one of its platforms →
 * {@link InspectReferrersResult}.
 */
export const inspectReferrersRequest = 'multiarch/inspectReferrers';

/** What refers to it. Not known of an engine's image. */
export type InspectReferrersResult = Fact<ReferrersInspection>;

/**
 * Client → server request, {@link ImageContentParams} of an index, a manifest, a config or a statement →
 * {@link ImageDocumentResult}.
 */
export const imageDocumentRequest = 'multiarch/imageDocument';

/** Its text, for a virtual document. */
export type ImageDocumentResult = Fact<ImageDocument>;

/** Client → server request, {@link NamesParams} → {@link NamesResult}: what a registry lists; asked by a person. */
export const namesRequest = 'multiarch/names';

/** The repositories of a registry's host, or the tags of a repository. */
export type NamesParams =
  | {
      readonly list: 'repositories';
      /** e.g. `127.0.0.1:5000` */
      readonly of: string;
    }
  | {
      readonly list: 'tags';
      /** e.g. `127.0.0.1:5000/team/app` */
      readonly of: string;
    };

/** Names in the order in which they are shown, or why there are none. */
export type NamesResult =
  | { readonly ok: true; readonly names: readonly string[]; readonly complete: boolean }
  | { readonly ok: false; readonly message: string };

/** Client → server request, {@link FindTagsParams} → {@link FindTagsResult}; may take some seconds. */
export const findTagsRequest = 'multiarch/findTags';

/** Which tags are looked for: those of the reference's repository, the nearest to its tag first. */
export interface FindTagsParams {
  /** Canonical. */
  readonly reference: string;
  /** What a tag should have, formatted. */
  readonly platforms: readonly string[];
}

/** A tag and what it is there for. */
export interface FoundTag {
  readonly tag: string;
  /** Formatted. */
  readonly platforms: readonly string[];
}

/** The tags that were found, or why none could be looked for. */
export type FindTagsResult =
  | {
      readonly ok: true;
      readonly tags: readonly FoundTag[];
      /** Whether all tags of the repository were looked at. */
      readonly complete: boolean;
    }
  | { readonly ok: false; readonly message: string };
