import type { LockFile } from './lockfile/lockedPackage.ts';
import type { Manifest } from './image/manifest.ts';
import type { Platform } from './platform/platform.ts';

/**
 * Why a fact could not be had.
 *
 * - `pending`: nobody has asked yet, or the answer is on its way
 * - `untrusted`: the workspace is not trusted, so nothing may be asked
 * - `lookups-off`: the setting `multiarch.registry.lookups` is `off`
 * - `host-not-allowed`: the host may not be asked in the background
 * - `unreachable`: no connection (DNS, refused, TLS, proxy); `timeout`: none in time
 * - `denied`: the registry refuses (401, 403); `not-found`: 404; `rate-limited`: 429
 * - `undeclared`: the image does not say what it was made for
 * - `builder-unknown`: it depends on a builder that nobody told; `not-given`: on a build argument
 * - `malformed`: the answer is not what the specification says; `failed`: any other answer
 */
export type UnknownCode =
  | 'pending'
  | 'spared'
  | 'untrusted'
  | 'lookups-off'
  | 'host-not-allowed'
  | 'unreachable'
  | 'timeout'
  | 'denied'
  | 'not-found'
  | 'rate-limited'
  | 'malformed'
  | 'undeclared'
  | 'builder-unknown'
  | 'not-given'
  | 'failed';

/** Why a fact is unknown, for a person: `message` says what happened and what to do next. */
export interface UnknownReason {
  readonly code: UnknownCode;
  readonly message: string;
}

/** A value that the outside world told, or the reason why it did not. Unknown is never guessed away. */
export type Fact<T> =
  | {
      readonly known: true;
      readonly value: T;
      /** When it was seen, in ms since the epoch. */
      readonly asOf: number;
      /** Why it could not be asked for again, when this is what was seen before that. */
      readonly remembered?: UnknownReason;
    }
  | { readonly known: false; readonly reason: UnknownReason };

/** Where an answer came from. Never holds a secret. */
export interface ImageSource {
  /** Host that the reference names, e.g. `docker.io` or `127.0.0.1:5000`. */
  readonly registry: string;
  /** Host that answered in its place. */
  readonly mirror?: string;
  /** Where the credential was found, e.g. `anonymous` is left out, `auths`, `credsStore`. */
  readonly credential?: string;
  /** Whether the engine told it of an image in its own store, and no registry was asked. */
  readonly engine?: true;
}

/**
 * An image in an engine's classic store, which holds one platform of a name. A build takes it for every
 * platform that it matches, and what the registry has for the others.
 */
export interface EngineImage {
  /** Its id, which is the digest of its config. */
  readonly digest: string;
  readonly platform: Platform;
}

/** What a registry, or the engine that builds, says about one reference. */
export interface ImageFacts {
  /** Canonical reference that was asked for, e.g. `docker.io/library/alpine:3.20`. */
  readonly reference: string;
  /** Verified digest of the bytes that the reference names. */
  readonly digest: string;
  /** Length of these bytes. */
  readonly size: number;
  readonly manifest: Manifest;
  /** Of a single image: the platform that its config declares, not normalised. */
  readonly configPlatform?: Platform;
  /** Of a single image: when its config says that it was made (RFC 3339). */
  readonly created?: string;
  readonly source: ImageSource;
  /** The engine's own image, which goes before the manifest where it matches. */
  readonly engineImage?: EngineImage;
  /** Why nothing is known but the engine's own image: the manifest is empty. */
  readonly elsewhere?: UnknownReason;
}

/** One machine (or container, or pod) of a builder. */
export interface NodeFacts {
  readonly name: string;
  readonly endpoint: string;
  /** As buildx prints it: `running`, `stopped`, `inactive`, …; `unknown` before it was asked. */
  readonly status: string;
  readonly buildkitVersion?: string;
  /** In buildx's order: pinned ones first, then the worker's, whose first is the native one. */
  readonly platforms: readonly string[];
  readonly error?: string;
}

/** A buildx builder. */
export interface BuilderFacts {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, `cloud`. */
  readonly driver: string;
  readonly current: boolean;
  readonly nodes: readonly NodeFacts[];
  /** RFC 3339; absent when never used. */
  readonly lastActivity?: string;
  readonly error?: string;
}

/** The part of `docker info` that decides where an image is pulled from. Empty without an engine. */
export interface EngineRegistries {
  /** `registry-mirrors`: base URLs that are asked instead of Docker Hub, in this order. */
  readonly mirrors: readonly string[];
  /** Hosts (`host[:port]`) and networks (CIDR) that may be asked by plain http or bad certificates. */
  readonly insecure: readonly string[];
}

/** A program or library in the build context. */
export interface ContextProgram {
  /** In the context, with `/`. */
  readonly path: string;
  /** What its header says that it was made for, formatted. */
  readonly platforms: readonly string[];
}

/** What is known of the build context. */
export interface ContextFacts {
  /** Whether a bake or compose file says that this folder is the context; else it is taken to be. */
  readonly declared: boolean;
  /**
   * The programs and libraries under a path of the context (a file, a folder, or a pattern of COPY), without
   * what is ignored.
   */
  readonly programs: (path: string) => Fact<readonly ContextProgram[]>;
  /** What the lock file at a path of the context pins; undefined where there is none, or it is ignored. */
  readonly lockFile?: (path: string) => Fact<LockFile | undefined>;
}
