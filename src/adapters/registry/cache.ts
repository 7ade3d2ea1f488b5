import type { Fact, ImageFacts, ImageSource, UnknownReason } from '../../core/facts.ts';
import { createLru } from './lru.ts';

/** What a digest names: the same at every registry and for ever. */
export interface ImageContent {
  readonly facts: Omit<ImageFacts, 'reference' | 'source'>;
  /** Bytes that were read for it. */
  readonly weight: number;
}

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
  found(reference: string): Fact<ImageFacts> | undefined;
  /** The failure of a reference or an origin that is too fresh to try again. */
  failed(key: string): Fact<ImageFacts> | undefined;
  /** Keeps what the registry told just now, for the reference and for its repository's digest. */
  remember(name: ImageName, content: ImageContent, source: ImageSource): Fact<ImageFacts>;
  /** @param key a canonical reference, or the origin of a host that cannot be asked for now */
  rememberFailure(key: string, reason: UnknownReason): Fact<ImageFacts>;
  forgetFailure(key: string): void;
  clear(): void;
}

/** A reference and the repository that it is in. */
interface ImageName {
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

interface Finding {
  readonly digest: string;
  readonly source: ImageSource;
  readonly asOf: number;
  readonly until: number;
}

interface Failure {
  readonly reason: UnknownReason;
  readonly until: number;
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

  return {
    content: (digest) => contents.get(digest),
    found(reference) {
      const finding = findings.get(reference);
      if (!finding || finding.until <= now()) return undefined;
      const content = contents.get(finding.digest);
      return content && factOf(reference, content, finding);
    },
    failed(key) {
      const refusal = refusals.get(key);
      if (!refusal || refusal.until <= now()) return undefined;
      return { known: false, reason: refusal.reason };
    },
    remember({ reference, repository }, content, source) {
      const asOf = now();
      const { digest } = content.facts;
      const byDigest = `${repository}@${digest}`;
      contents.set(digest, content);
      findings.set(byDigest, { digest, source, asOf, until: Infinity });
      const finding = { digest, source, asOf, until: asOf + limits.tagLife };
      if (reference !== byDigest) findings.set(reference, finding);
      refusals.delete(reference);
      return factOf(reference, content, finding);
    },
    rememberFailure(key, reason) {
      refusals.set(key, { reason, until: now() + limits.failureLife });
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

function factOf(reference: string, content: ImageContent, finding: Finding): Fact<ImageFacts> {
  const { asOf, source } = finding;
  return { known: true, value: { reference, ...content.facts, source }, asOf };
}
