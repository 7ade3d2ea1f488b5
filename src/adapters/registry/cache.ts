import type { Fact, ImageFacts, UnknownReason } from '../../core/facts.ts';
import { isFresh } from '../../core/freshness.ts';
import type { KeptFinding } from './diskCache.ts';
import type { ImageContent } from './imageContent.ts';
import { createLru } from './lru.ts';

/** How long and how much is remembered. */
export interface CacheLimits {
  /** How long a tag's digest is believed, in ms. A digest that was found is believed for ever. */
  readonly tagLife: number;
  /** How long a failure is not tried again, in ms. */
  readonly failureLife: number;
  /** Bytes of manifests and configs. */
  readonly bytes: number;
  /** References, found or not. */
  readonly references: number;
}

/** The answers of registries, in memory. References are canonical and as pulled. */
export interface RegistryCache {
  /** The content of a digest, wherever it was read. */
  readonly content: (digest: string) => ImageContent | undefined;
  /** What is known about a reference and still believed. */
  found(reference: string): KnownImage | undefined;
  /** What was known about a reference when a registry was last asked, however long ago. */
  lastSeen(reference: string): KnownImage | undefined;
  /** The failure of a reference or an origin that is too fresh to try again. */
  failed(key: string): UnknownImage | undefined;
  /** Keeps what a registry told, for the reference and for its repository's digest. */
  remember(name: ImageName, content: ImageContent, finding: KeptFinding): KnownImage;
  /**
   * Leaves a host alone for a while.
   *
   * @param pause how long it wants that itself, in ms; it is neither a moment nor for ever
   */
  rememberHostFailure(origin: string, reason: UnknownReason, pause?: number): void;
  /** @param origin of the host that failed: when it may be asked again, so may the reference */
  rememberFailure(reference: string, reason: UnknownReason, origin: string): UnknownImage;
  forgetFailure(key: string): void;
  clear(): void;
}

/** What is known about a reference. */
export type KnownImage = Extract<Fact<ImageFacts>, { known: true }>;

/** Why nothing is known about a reference. */
export type UnknownImage = Extract<Fact<ImageFacts>, { known: false }>;

/** A reference and the repository that it is in. */
export interface ImageName {
  readonly reference: string;
  /** e.g. `docker.io/library/alpine` */
  readonly repository: string;
}

/** What holds unless told otherwise. */
export const defaultCacheLimits: CacheLimits = {
  tagLife: 5 * 60_000,
  failureLife: 30_000,
  bytes: 32 * 1024 * 1024,
  references: 10_000,
};

/** A host that wants to be left alone for longer, in ms, is asked again all the same. */
const longestPause = 60 * 60_000;

interface Finding extends KeptFinding {
  /** In ms. */
  readonly life: number;
}

interface Failure {
  readonly reason: UnknownReason;
  /** In ms since the epoch. */
  readonly at: number;
  /** In ms. */
  readonly life: number;
}

/**
 * Makes an empty cache.
 *
 * @param now present time in ms since the epoch
 */
export function createCache(limits: CacheLimits, now: () => number): RegistryCache {
  const contents = createLru<ImageContent>(limits.bytes, ({ weight }) => weight);
  const findings = createLru<Finding>(limits.references);
  const refusals = createLru<Failure>(limits.references);

  function factOf(reference: string, finding: Finding): KnownImage | undefined {
    const content = contents.get(finding.digest);
    return content && knownImage(reference, content, finding);
  }

  return {
    content: (digest) => contents.get(digest),
    found(reference) {
      const finding = findings.get(reference);
      if (!finding || !isFresh(finding.asOf, finding.life, now())) return undefined;
      return factOf(reference, finding);
    },
    lastSeen(reference) {
      const finding = findings.get(reference);
      return finding && factOf(reference, finding);
    },
    failed(key) {
      const refusal = refusals.get(key);
      if (!refusal || !isFresh(refusal.at, refusal.life, now())) return undefined;
      return { known: false, reason: refusal.reason };
    },
    remember({ reference, repository }, content, finding) {
      const byDigest = `${repository}@${finding.digest}`;
      contents.set(finding.digest, content);
      findings.set(byDigest, { ...finding, life: Infinity });
      if (reference !== byDigest) findings.set(reference, { ...finding, life: limits.tagLife });
      refusals.delete(reference);
      return knownImage(reference, content, finding);
    },
    rememberHostFailure(origin, reason, pause = 0) {
      const life = Math.max(limits.failureLife, Math.min(pause, longestPause));
      refusals.set(origin, { reason, at: now(), life });
    },
    rememberFailure(reference, reason, origin) {
      const host = refusals.get(origin);
      const at = now();
      const isHostLeft = host && isFresh(host.at, host.life, at);
      const life = isHostLeft
        ? Math.min(limits.failureLife, host.at + host.life - at)
        : limits.failureLife;
      refusals.set(reference, { reason, at, life });
      return { known: false, reason };
    },
    forgetFailure(key) {
      refusals.delete(key);
    },
    clear() {
      contents.clear();
      findings.clear();
      refusals.clear();
    },
  };
}

function knownImage(
  reference: string,
  content: ImageContent,
  { asOf, source }: KeptFinding,
): KnownImage {
  return { known: true, value: { reference, ...content.facts, source }, asOf };
}
