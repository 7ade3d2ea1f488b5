import type { Fact, ImageSource, UnknownReason } from '../facts.ts';
import type { Platform } from '../platform/platform.ts';

/**
 * Which image is inspected, and where it is looked for.
 *
 * - `registry`: at its mirrors and its registry, any host, because a person asks
 * - `engine`: among the images of the Docker engine
 * - `layout`: a folder in the OCI image layout; `archive`: a tar file, compressed or not, of such a folder or as
 *   `docker save` writes it. A file may hold several images: `name` chooses, the first one when left out. What a build
 *   has written instead of an image (`type=local`, `type=tar`) can be audited too: where it is for one platform, it
 *   does not say which, and `platform` does, e.g. `linux/arm64`.
 */
export type ImageSubject =
  | { readonly kind: 'registry' | 'engine'; readonly reference: string }
  | {
      readonly kind: 'layout' | 'archive';
      readonly path: string;
      readonly name?: string;
      readonly platform?: string;
    };

/** Where an inspected image was found. */
export type InspectionOrigin =
  | { readonly kind: 'registry'; readonly source: ImageSource }
  | { readonly kind: 'engine'; readonly store: 'containerd' | 'classic' }
  | {
      readonly kind: 'layout' | 'archive';
      readonly path: string;
      /** The one that is shown; '' when it has none. */
      readonly name: string;
      /** Every image of the file or folder, in its order; {@link ImageSubject} takes them. */
      readonly names: readonly string[];
    };

/**
 * All that is known of an image, for people to look at. It grows in stages, and every stage is a whole
 * inspection: what is still to come is unknown with the code `pending`, and what only a person's wish brings with
 * the code `spared`.
 *
 * 1. the index (or the manifest of a single image): platforms, digests, sizes of manifests
 * 2. manifests and configs: {@link PlatformInspection.details}
 * 3. statements and referrers, each asked for on its own
 */
export interface ImageInspection {
  /** As it was asked for: a reference, or a path. */
  readonly reference: string;
  /** As people write it, e.g. `alpine:3.20`; of a file its image's name or its own. */
  readonly familiar: string;
  readonly origin: InspectionOrigin;
  /** Of the bytes that the reference names. With the classic store, and in its archives, the image's id. */
  readonly digest: string;
  /** '' where nobody tells. */
  readonly mediaType: string;
  /** Length of these bytes; 0 where nobody tells. */
  readonly size: number;
  readonly kind: 'index' | 'image' | 'legacy';
  /** Of the index, or of the single image's manifest. */
  readonly annotations: Readonly<Record<string, string>>;
  /** In the order of the index; a single image has one. Without attestations. */
  readonly platforms: readonly PlatformInspection[];
  /** How many more entries the index has, which are not looked at: it is larger than any real one. */
  readonly leftOut: number;
  readonly attestations: readonly AttestationInspection[];
  /** What is strange about the image; none of it stops the inspection. */
  readonly oddities: readonly Oddity[];
  /** What the second stage has asked for; what was kept is not asked for again. */
  readonly asked?: AskedContent;
  /** Set where the registry counts manifests as pulls: then a platform is read when a person wants it. */
  readonly counted?: CountedPulls;
  /** When it was seen, in ms since the epoch. */
  readonly asOf: number;
  /** Why the registry could not be asked again, when this is what it said before. */
  readonly remembered?: UnknownReason;
}

/** How much was asked of a registry. */
export interface AskedContent {
  readonly manifests: number;
  /** No registry that is known counts them. */
  readonly configs: number;
}

/** A registry that counts pulls: each manifest that it is asked for by GET is one. */
export interface CountedPulls {
  readonly host: string;
  /** What is left in a window of so many seconds; absent where the registry has not said. */
  readonly left?: { readonly remaining: number; readonly limit: number; readonly window: number };
}

/**
 * Something strange.
 *
 * - `legacy`: the image is Docker's schema 1, which containerd 2.0 and newer no longer pull
 * - `nested-index`: an entry is itself a manifest list, whose platforms are not looked at
 * - `duplicate-platform`: of several entries for one platform only the first is ever pulled
 * - `platform-mismatch`: the config declares another platform than the index
 * - `orphan-attestation`: an attestation is about an image that the index does not have
 */
export type Oddity =
  | { readonly code: 'legacy' }
  | { readonly code: 'nested-index' | 'orphan-attestation'; readonly digest: string }
  | { readonly code: 'duplicate-platform'; readonly platform: string }
  | {
      readonly code: 'platform-mismatch';
      readonly platform: string;
      /** What the config declares, formatted. */
      readonly declared: string;
    };

/** One platform of an image. */
export interface PlatformInspection {
  /** Normalised and formatted with OS version and features; `unknown` when nobody tells. */
  readonly platform: string;
  /** As the index writes it (of a single image its config); absent when it does not. */
  readonly written?: Platform;
  /** Of the manifest. */
  readonly digest: string;
  readonly mediaType: string;
  /** Length of the manifest in bytes. */
  readonly size: number;
  /** Of the descriptor in the index. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly details: Fact<PlatformDetails>;
  /** Whether the Docker engine has it. Unknown where no engine was asked. */
  readonly inEngine: Fact<boolean>;
}

/** What manifest and config say of a platform (OCI image specification 1.1, manifest.md and config.md). */
export interface PlatformDetails {
  /** As the config declares it: not normalised. Absent when it declares none. */
  readonly configPlatform?: Platform;
  /** Digest of the config, which is the image's id in the classic store. */
  readonly configDigest: string;
  /** Media type of the config. */
  readonly configType: string;
  /** Set for what is no image: charts, signatures, … */
  readonly artifactType?: string;
  /** What is downloaded: the sum of the compressed layers, each counted once, in bytes. */
  readonly downloadSize: number;
  /**
   * Layers are known only as they are unpacked: their sizes and digests are of that, and so is
   * `downloadSize`. The classic store and its archives keep no others.
   */
  readonly unpacked?: true;
  /** RFC 3339; absent when the builder left it out or set no real time. */
  readonly created?: string;
  /** The image that it was built from, as its maker says; absent when the maker does not. */
  readonly base?: BaseClaim;
  readonly author: string;
  readonly config: RuntimeConfig;
  /** From the lowest to the uppermost. */
  readonly layers: readonly LayerInspection[];
  /** Of the manifest. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Nobody verifies it: `org.opencontainers.image.base.name` and `.digest`, in annotations or labels. */
export interface BaseClaim {
  /** '' when only the digest is told. */
  readonly name: string;
  readonly digest?: string;
}

/** What a container starts with. Absent words are '', absent lists are empty. */
export interface RuntimeConfig {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly workingDirectory: string;
  /** In the order of the config; of a name written twice the last counts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** e.g. `80/tcp`, sorted. */
  readonly exposedPorts: readonly string[];
  /** Paths, sorted. */
  readonly volumes: readonly string[];
  /** e.g. `SIGTERM`, `37`. */
  readonly stopSignal: string;
  /** The `Test` of HEALTHCHECK, e.g. `['CMD-SHELL', 'curl -f http://localhost']`. */
  readonly healthcheck: readonly string[];
  readonly shell: readonly string[];
  readonly onBuild: readonly string[];
}

/** One layer of a platform. */
export interface LayerInspection {
  readonly digest: string;
  /** Compressed, in bytes. */
  readonly size: number;
  readonly mediaType: string;
  /** The instruction that made it, e.g. `COPY app /app # buildkit`; '' when the history does not tell. */
  readonly createdBy: string;
  /** Other platforms of this image that have the same layer, formatted. */
  readonly sharedWith: readonly string[];
  /** Of its descriptor; absent where it has none. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An attestation of an index: statements about one of its images. */
export interface AttestationInspection {
  /** Digest of the image that it is about. */
  readonly of: string;
  /** That image's platform, formatted; '' when the index does not have it. */
  readonly platform: string;
  /** Of the attestation's manifest. */
  readonly digest: string;
}

/** What kind of statement a predicate type is. */
export type StatementKind = 'sbom' | 'provenance' | 'other';

/** One in-toto statement of an attestation. It says what its maker wrote: it is not signed. */
export interface StatementInspection {
  /** Of the statement's blob. */
  readonly digest: string;
  readonly size: number;
  /** e.g. `https://slsa.dev/provenance/v1`; '' when it names none. */
  readonly predicateType: string;
  readonly kind: StatementKind;
  /** Unknown when the blob could not be read, or is not what its type says. */
  readonly content: Fact<StatementContent>;
}

/** What is read of a statement. */
export type StatementContent =
  | {
      readonly kind: 'sbom';
      readonly format: 'SPDX' | 'CycloneDX';
      /** As the document tells, e.g. `SPDX-2.3`, `1.5`; '' when it does not. */
      readonly version: string;
      /** How many packages (SPDX) or components (CycloneDX) it lists. */
      readonly packages: number;
      /** Who made it, e.g. `syft-v0.105.0`. */
      readonly tools: readonly string[];
    }
  | Provenance
  | { readonly kind: 'other' };

/** How an image was built, as its builder says (SLSA provenance v0.2 and v1). */
export interface Provenance {
  readonly kind: 'provenance';
  readonly version: 'v0.2' | 'v1';
  /** '' when BuildKit was not told whose builder it is. */
  readonly builder: string;
  /** e.g. `https://mobyproject.org/buildkit@v1`. */
  readonly buildType: string;
  /** Where the sources come from, when the builder tells. */
  readonly source?: {
    /** e.g. `https://github.com/owner/app.git`. */
    readonly repository: string;
    /** A commit. */
    readonly revision: string;
    /** The Dockerfile, in the context. */
    readonly file: string;
  };
  readonly frontend: string;
  /** Arguments, labels and other options of the build, as far as they are texts. `mode=min` leaves them out. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly materials: readonly Material[];
  /** RFC 3339, when told. */
  readonly started?: string;
  readonly finished?: string;
}

/** What went into a build. */
export interface Material {
  /** e.g. `pkg:docker/alpine@3.20?platform=linux%2Farm64`. */
  readonly uri: string;
  /** `sha256:…`, `sha1:…`; '' without one. */
  readonly digest: string;
}

/** What refers to an image, e.g. its signatures. */
export interface Referrer {
  readonly digest: string;
  readonly mediaType: string;
  readonly size: number;
  /** e.g. `application/vnd.dev.cosign.artifact.sig.v1+json`; '' when it says none. */
  readonly artifactType: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** `signature` and `sbom`, `attestation` where the type is a known one. Nothing is verified. */
  readonly kind: 'signature' | 'sbom' | 'attestation' | 'other';
  /** Whose type it is, where that is known. */
  readonly maker?: 'cosign' | 'sigstore' | 'notation' | 'buildkit';
  /** The tag that says so, where it is cosign's naming of tags and not the registry's list of referrers. */
  readonly tag?: string;
}

/** What was found to refer to an image. */
export interface ReferrersInspection {
  /** Digest of what they refer to. */
  readonly of: string;
  readonly referrers: readonly Referrer[];
  /**
   * `api`: the registry keeps a list; `tag`: it does not, and the tag that stands for it was read;
   * `layout`: what the layout has was looked through.
   */
  readonly listedBy: 'api' | 'tag' | 'layout';
  /** Whether there are no more of them. */
  readonly complete: boolean;
  /** What could not be looked at, and why. */
  readonly problems: readonly UnknownReason[];
}

/** A manifest, an index or a config, for people to read. */
export interface ImageDocument {
  readonly digest: string;
  readonly mediaType: string;
  /** Of the original, in bytes. */
  readonly size: number;
  /** Indented by two; every word and number as in the original. */
  readonly text: string;
}
