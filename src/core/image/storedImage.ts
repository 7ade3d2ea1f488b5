import type { Platform } from '../platform/platform.ts';

/** An image in the store of an engine, as its list of images has it. */
export interface StoredImage {
  /** Digest of the manifest list or the manifest; with the classic store that of the config. */
  readonly id: string;
  /** When it was made, in ms since the epoch; undefined for one that does not say. */
  readonly created: number | undefined;
  /** As the engine writes them, e.g. `busybox:1.37`. Without any, the image is dangling. */
  readonly tags: readonly string[];
  /** e.g. `busybox@sha256:…`: how registries know it. */
  readonly digests: readonly string[];
  /** All that it takes, in bytes; parts shared with other images are counted each time. */
  readonly size: number;
  /** How many containers are made of it, running or not. */
  readonly containers: number;
  /** In the order of the manifest list. Undefined where the list does not tell, as in the classic store. */
  readonly platforms: readonly StoredPlatform[] | undefined;
  /** How many of its manifests are attestations. */
  readonly attestations: number;
}

/** One platform of an image in a store. */
export interface StoredPlatform {
  /** As the image says it. */
  readonly platform: Platform;
  /** Of its manifest. */
  readonly digest: string;
  /** Whether all of it is in the store; else only its name is known from the manifest list. */
  readonly isPresent: boolean;
  /** What it takes compressed, and unpacked for running; in bytes. */
  readonly contentSize: number;
  readonly unpackedSize: number;
  /** How many containers are made of it, running or not. */
  readonly containers: number;
}

/** A container that runs now. */
export interface RunningContainer {
  readonly id: string;
  readonly name: string;
  /** The image as it was named at the start; its id where the name has gone to another one. */
  readonly image: string;
  readonly imageId: string;
  /** Undefined where the engine does not tell. */
  readonly platform: Platform | undefined;
  /** Since when it is there, in ms since the epoch. */
  readonly created: number;
}
