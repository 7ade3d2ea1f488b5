import type { BaseImage } from '../../core/dockerfile/resolution.ts';
import type { EngineRegistries, Fact, ImageFacts, UnknownReason } from '../../core/facts.ts';
import type { ReferrersInspection } from '../../core/image/inspection.ts';
import { parseReference, pulledReference, type Reference } from '../../core/image/reference.ts';
import type { Platform } from '../../core/platform/platform.ts';
import type { RegistryAccess } from './access.ts';
import { readBaseImage } from './baseImageReader.ts';
import { plainHttpHosts, withBuilderMirrors, type BuilderRegistries } from './builderRegistries.ts';
import { createCache, defaultCacheLimits, type CacheLimits } from './cache.ts';
import { noCredential, type FindCredential } from './credentialSource.ts';
import {
  readBlobPart,
  readContent,
  streamBlob,
  type BlobPart,
  type VerifiedContent,
  type WantedContent,
} from './contentReader.ts';
import { createDiskCache, noDiskCache } from './diskCache.ts';
import { failures } from './errors.ts';
import type { Timeouts } from './exchange.ts';
import { refusal, type Purpose } from './guard.ts';
import { createImageMemory } from './imageMemory.ts';
import type { UnusableDigests } from './imageReader.ts';
import { createInFlight } from './inFlight.ts';
import { createLookUp, mayBeBelieved } from './lookUp.ts';
import { endpointsOf, mayUsePlainHttp, type EndpointRules } from './mirrors.ts';
import { plainNetwork, type Network } from './network.ts';
import { createQuotas, type Quota } from './quotas.ts';
import { createAuthorizer } from './tokens.ts';
import { withRecent } from './recentContent.ts';
import { readReferrers } from './referrersReader.ts';
import { createTransport } from './transport.ts';

/**
 * What a client may do and how. It is read anew at each look-up: a getter follows the settings.
 */
export interface RegistryClientOptions {
  /** Whether the workspace is trusted: without it nothing is sent. */
  readonly trusted: () => boolean;
  /** The setting `multiarch.registry.lookups`. */
  readonly lookups: () => Lookups;
  /** Hosts that the user has agreed to, e.g. `ghcr.io` or `registry.example:5000`. */
  readonly allowedHosts?: readonly string[];
  /** Hosts that the docker config knows. */
  readonly dockerConfigHosts?: readonly string[];
  /** Registry host → base URLs that are asked before it. */
  readonly mirrors?: Readonly<Record<string, readonly string[]>>;
  /** Hosts and networks (CIDR) that are spoken to over plain http. */
  readonly insecure?: readonly string[];
  /** What the engine says about mirrors (of Docker Hub) and insecure registries. */
  readonly engine?: EngineRegistries;
  /** What the builder was configured with. Its certificates are the network's business. */
  readonly builder?: BuilderRegistries | undefined;
  /** Finds the user's logins; nobody's when left out. Read once. */
  readonly findCredential?: FindCredential;
  /** In ms, per request: 10 s to connect and 30 s in all when left out. Read once. */
  readonly timeouts?: Timeouts;
  /** Read once. */
  readonly cache?: Partial<CacheLimits>;
  /**
   * Folder in which answers outlive the program, shared with others that name the same one; without it
   * they are kept in memory only. Read once.
   */
  readonly cacheFolder?: string;
  /** Proxies and certificates; direct ways and Node's authorities when left out. Read once. */
  readonly network?: Network;
  /**
   * Called once in each window when background work stops asking a registry, so that what is left of
   * its quota stays for the user.
   */
  readonly onQuotaKept?: (stop: QuotaStop) => void;
  /** Present time in ms since the epoch. Read once. */
  readonly now?: () => number;
}

/** Background work that stays away from a registry. */
export interface QuotaStop {
  /** e.g. `docker.io` */
  readonly host: string;
  readonly reason: UnknownReason;
  /** When the registry counts anew, in ms since the epoch. */
  readonly until: number;
}

/** Whether registries may be asked in the background. */
type Lookups = 'on' | 'off' | 'ask';

/** How one look-up is made. */
export interface ResolveOptions {
  readonly signal?: AbortSignal;
  /**
   * `background` when left out. `asked` tries again what has just failed, and asks again what a tag
   * names, which somebody may have pushed a moment ago.
   */
  readonly purpose?: Purpose;
  /** The setting of the file that asks, where it differs from the client's own. */
  readonly lookups?: Lookups;
  /** Manifests that cannot be used, by digest, so that look-ups of one search ask for them once. */
  readonly unusable?: UnusableDigests;
}

/** Reads images' facts from registries. */
export interface RegistryClient {
  /**
   * What the registry says about a reference as written in a FROM line, or why it says nothing. The
   * fact's `reference` is the canonical one as pulled: `latest` is added, a tag beside a digest is
   * dropped.
   *
   * @throws the signal's reason when the caller cancels, an AbortError after `dispose`; nothing else
   */
  resolve(reference: string, options?: ResolveOptions): Promise<Fact<ImageFacts>>;
  /**
   * What a build for a platform inherits from an image. Besides the look-up of the reference it takes
   * two requests at most, and none once the image is known.
   *
   * @throws as `resolve`
   */
  resolveBaseImage(
    reference: string,
    platform: Platform,
    options?: ResolveOptions,
  ): Promise<Fact<BaseImage>>;
  /**
   * Reads content of a reference's repository by its digest: from what is kept, else one request for each
   * place where it is looked for.
   *
   * @throws as `resolve`
   */
  read(
    reference: string,
    wanted: WantedContent,
    options?: ResolveOptions,
  ): Promise<Fact<VerifiedContent>>;
  /**
   * Hands over a blob of a reference's repository in parts, which nobody has verified: whoever takes them compares
   * their digest. `use` begins anew at the next place where one breaks off.
   *
   * @throws as `resolve`, and what `use` throws
   */
  stream<T>(
    reference: string,
    digest: string,
    use: (parts: AsyncIterable<Buffer>) => Promise<T>,
    options?: ResolveOptions,
  ): Promise<Fact<T>>;
  /**
   * Some bytes of a blob of a reference's repository, which nobody has verified; unknown where the registry does not
   * hand over parts.
   *
   * @throws as `resolve`
   */
  part(reference: string, wanted: BlobPart, options?: ResolveOptions): Promise<Fact<Buffer>>;
  /**
   * What refers to a digest of a reference's repository, as the registry lists it, and by cosign's naming of
   * tags: four requests, five where the registry has no such list.
   *
   * @throws as `resolve`
   */
  referrers(
    reference: string,
    digest: string,
    options?: ResolveOptions,
  ): Promise<Fact<ReferrersInspection>>;
  /** What a registry has said of its limit, e.g. `docker.io`; undefined while it has said nothing. */
  quota(host: string): Quota | undefined;
  /** What others ask registries with in the same way. */
  readonly access: RegistryAccess;
  /** HTTP requests that have been sent so far, redirects and tokens included. */
  readonly requestCount: number;
  /** Resolves when all that was learnt so far is in the cache folder. */
  settled(): Promise<void>;
  /** Cancels everything that runs and closes all connections. */
  dispose(): void;
}

const defaultTimeouts: Timeouts = { connect: 10_000, total: 30_000 };

/** Makes a client. It opens nothing before the first look-up. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const now = options.now ?? Date.now;
  const insecure = (): readonly string[] => [
    ...(options.insecure ?? []),
    ...(options.engine?.insecure ?? []),
    ...plainHttpHosts(options.builder),
  ];
  const mirrors = () => withBuilderMirrors(options.mirrors ?? {}, options.builder);
  const mayBePlain = (host: string): boolean => mayUsePlainHttp(host, insecure());
  const transport = createTransport({
    timeouts: options.timeouts ?? defaultTimeouts,
    mayUsePlainHttp: mayBePlain,
    network: options.network ?? plainNetwork,
  });
  const authorizer = createAuthorizer({
    transport,
    findCredential: options.findCredential ?? (() => Promise.resolve(noCredential)),
    mayUsePlainHttp: mayBePlain,
    now,
  });
  const cache = createCache({ ...defaultCacheLimits, ...options.cache }, now);
  const folder = options.cacheFolder;
  const disk = withRecent(folder === undefined ? noDiskCache : createDiskCache(folder));
  const rules = (): EndpointRules => ({
    mirrors: mirrors(),
    engineMirrors: options.engine?.mirrors ?? [],
    insecure: insecure(),
  });
  const memory = createImageMemory(
    cache,
    disk,
    ({ registry, mirror }) =>
      mirror === undefined ||
      endpointsOf(registry, rules()).mirrors.some(({ host }) => host === mirror),
  );
  const quotas = createQuotas(now);
  const announced = new Map<string, number>();
  const lookUp = createLookUp({
    ...{ transport, authorizer, quotas, cache, memory, rules, now },
    onQuotaKept(host, reason) {
      const until = quotas.renewal(host);
      if (until === undefined || announced.get(host) === until) return;
      announced.set(host, until);
      options.onQuotaKept?.({ host, reason, until });
    },
  });
  const running = createInFlight<Fact<ImageFacts>>();
  const contents = createInFlight<Fact<VerifiedContent>>();
  const reading = { transport, authorizer, quotas, rules, keep: memory.keep };
  const life = new AbortController();

  function refuse(
    { domain }: Reference,
    purpose: Purpose,
    lookups?: Lookups,
  ): UnknownReason | undefined {
    return refusal(domain, purpose, {
      trusted: options.trusted(),
      lookups: lookups ?? options.lookups(),
      allowedHosts: options.allowedHosts ?? [],
      dockerConfigHosts: options.dockerConfigHosts ?? [],
      mirrors: mirrors(),
      insecure: insecure(),
    });
  }

  /** The reference that may be asked for, or why it may not be. */
  function allowed(
    text: string,
    { signal, purpose = 'background', lookups }: ResolveOptions,
  ): Fact<Reference> {
    life.signal.throwIfAborted();
    signal?.throwIfAborted();
    const parsed = parseReference(text);
    if (!parsed.ok) {
      return { known: false, reason: failures.invalidReference(text, parsed.problem.message) };
    }
    const value = pulledReference(parsed.value);
    const refused = refuse(value, purpose, lookups);
    return refused ? { known: false, reason: refused } : { known: true, value, asOf: now() };
  }

  function untilDisposed({ signal }: ResolveOptions): AbortSignal {
    return signal ? AbortSignal.any([life.signal, signal]) : life.signal;
  }

  async function resolve(
    text: string,
    lookUpOptions: ResolveOptions = {},
  ): Promise<Fact<ImageFacts>> {
    const { signal, purpose = 'background' } = lookUpOptions;
    const asked = allowed(text, lookUpOptions);
    if (!asked.known) return asked;
    const reference = asked.value;
    const key = reference.canonical;
    const kept = mayBeBelieved(reference, purpose) ? cache.found(key) : undefined;
    if (kept) return kept;
    const failed = purpose === 'background' ? cache.failed(key) : undefined;
    if (failed) return memory.despite(failed.reason, key) ?? failed;
    return running.join(`${purpose} ${key}`, signal, (shared) =>
      lookUp(reference, purpose, shared, lookUpOptions.unusable),
    );
  }

  return {
    resolve,
    resolveBaseImage(reference, platform, lookUpOptions) {
      return readBaseImage(reference, platform, {
        resolve: (image) => resolve(image, lookUpOptions),
        known: memory.known,
      });
    },
    async read(text, wanted, lookUpOptions = {}) {
      const asked = allowed(text, lookUpOptions);
      if (!asked.known) return asked;
      const { signal, purpose = 'background' } = lookUpOptions;
      const { domain, path } = asked.value;
      const key = `${purpose} ${wanted.kind} ${domain}/${path}@${wanted.digest}`;
      const kept = await disk.readContent(wanted.digest);
      if (kept) return { known: true, value: kept, asOf: now() };
      if (wanted.keptOnly) {
        return { known: false, reason: failures.spared(domain, wanted.what) };
      }
      return contents.join(key, signal, (shared) =>
        readContent(asked.value, wanted, { ...reading, purpose }, shared),
      );
    },
    async stream(text, digest, use, lookUpOptions = {}) {
      const asked = allowed(text, lookUpOptions);
      if (!asked.known) return asked;
      return streamBlob(asked.value, digest, {
        ...reading,
        signal: untilDisposed(lookUpOptions),
        use,
      });
    },
    async part(text, wanted, lookUpOptions = {}) {
      const asked = allowed(text, lookUpOptions);
      if (!asked.known) return asked;
      return readBlobPart(asked.value, wanted, reading, untilDisposed(lookUpOptions));
    },
    async referrers(text, digest, lookUpOptions = {}) {
      const asked = allowed(text, lookUpOptions);
      if (!asked.known) return asked;
      const signal = untilDisposed(lookUpOptions);
      return readReferrers(asked.value, digest, reading, signal);
    },
    quota: (host) => quotas.of(host),
    access: { transport, authorizer, quotas, rules, refuse },
    get requestCount() {
      return transport.requestCount;
    },
    settled: () => disk.settled(),
    dispose() {
      life.abort();
      const reason = life.signal.reason as Error;
      running.cancelAll(reason);
      contents.cancelAll(reason);
      authorizer.cancelAll(reason);
      transport.dispose();
      cache.clear();
    },
  };
}
