import type { EngineRegistries, Fact, ImageFacts, UnknownReason } from '../../core/facts.ts';
import { parseReference, pulledReference, type Reference } from '../../core/image/reference.ts';
import { createCache, defaultCacheLimits, type CacheLimits } from './cache.ts';
import { noCredential, type FindCredential } from './credentialSource.ts';
import { failures, RegistryFailure } from './errors.ts';
import type { Timeouts } from './exchange.ts';
import { refusal, type Purpose } from './guard.ts';
import { readImage } from './imageReader.ts';
import { createInFlight } from './inFlight.ts';
import { dockerHub, endpointsOf, mayUsePlainHttp, type Endpoint } from './mirrors.ts';
import { openRepository } from './repository.ts';
import { createAuthorizer } from './tokens.ts';
import { createTransport } from './transport.ts';

/**
 * What a client may do and how. It is read anew at each look-up: a getter follows the settings.
 */
export interface RegistryClientOptions {
  /** Whether the workspace is trusted: without it nothing is sent. */
  readonly trusted: () => boolean;
  /** The setting `multiarch.registry.lookups`. */
  readonly lookups: () => 'on' | 'off' | 'ask';
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
  /** Finds the user's logins; nobody's when left out. Read once. */
  readonly findCredential?: FindCredential;
  /** In ms, per request: 10 s to connect and 30 s in all when left out. Read once. */
  readonly timeouts?: Timeouts;
  /** Read once. */
  readonly cache?: Partial<CacheLimits>;
  /** A certificate authority (PEM) that is trusted besides those that Node knows. Read once. */
  readonly certificateAuthority?: string;
  /** Present time in ms since the epoch. Read once. */
  readonly now?: () => number;
}

/** How one look-up is made. */
export interface ResolveOptions {
  readonly signal?: AbortSignal;
  /** `background` when left out. `asked` also tries again what has just failed. */
  readonly purpose?: Purpose;
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
  /** HTTP requests that have been sent so far, redirects and tokens included. */
  readonly requestCount: number;
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
  ];
  const mayBePlain = (host: string): boolean => mayUsePlainHttp(host, insecure());
  const transport = createTransport({
    timeouts: options.timeouts ?? defaultTimeouts,
    mayUsePlainHttp: mayBePlain,
    certificateAuthority: options.certificateAuthority,
  });
  const authorizer = createAuthorizer({
    transport,
    findCredential: options.findCredential ?? (() => Promise.resolve(noCredential)),
    mayUsePlainHttp: mayBePlain,
    now,
  });
  const cache = createCache({ ...defaultCacheLimits, ...options.cache }, now);
  const running = createInFlight<Fact<ImageFacts>>();
  const life = new AbortController();

  function refuse({ domain }: Reference, purpose: Purpose): UnknownReason | undefined {
    return refusal(domain, purpose, {
      trusted: options.trusted(),
      lookups: options.lookups(),
      allowedHosts: options.allowedHosts ?? [],
      dockerConfigHosts: options.dockerConfigHosts ?? [],
      mirrors: options.mirrors ?? {},
      insecure: insecure(),
    });
  }

  /** Asks the mirrors, then the registry itself, whose failure is the one that counts. */
  async function lookUp(
    reference: Reference,
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<Fact<ImageFacts>> {
    const { mirrors, registry } = endpointsOf(reference.domain, {
      mirrors: options.mirrors ?? {},
      engineMirrors: options.engine?.mirrors ?? [],
      insecure: insecure(),
    });
    let mirrorReason: UnknownReason | undefined;
    for (const mirror of mirrors) {
      const fact = await attempt(mirror, reference, purpose, signal);
      if (fact.known) return fact;
      mirrorReason ??= fact.reason;
    }
    const fact = await attempt(registry, reference, purpose, signal);
    if (fact.known) return fact;
    const reason = mirrorReason ? failures.afterMirror(fact.reason, mirrorReason) : fact.reason;
    return cache.rememberFailure(reference.canonical, reason);
  }

  /** Leaves a host alone for a while that has just failed for all its images. */
  async function attempt(
    endpoint: Endpoint,
    reference: Reference,
    purpose: Purpose,
    signal: AbortSignal,
  ): Promise<Fact<ImageFacts>> {
    const { origin } = endpoint;
    const paused = purpose === 'background' ? cache.failed(origin) : undefined;
    if (paused) return paused;
    try {
      const fact = await lookUpAt(endpoint, reference, signal);
      cache.forgetFailure(origin);
      return fact;
    } catch (error) {
      if (!(error instanceof RegistryFailure)) throw error;
      const { reason, concerns } = error;
      if (concerns === 'host') cache.rememberFailure(origin, reason);
      return { known: false, reason };
    }
  }

  async function lookUpAt(
    endpoint: Endpoint,
    reference: Reference,
    signal: AbortSignal,
  ): Promise<Fact<ImageFacts>> {
    const { domain, path, canonical } = reference;
    const subject = { host: endpoint.host, repository: path, reference: canonical };
    const connection = { transport, authorizer };
    const repository = openRepository(endpoint, subject, connection, signal);
    const isMirror = endpoint.namespace !== undefined;
    const content = await readImage(repository, reference, {
      headFirst: domain === dockerHub && !isMirror,
      known: cache.content,
    });
    const name = { reference: canonical, repository: `${domain}/${path}` };
    const { credential } = repository;
    const source = {
      registry: domain,
      ...(isMirror && { mirror: endpoint.host }),
      ...(credential !== undefined && { credential }),
    };
    return cache.remember(name, content, source);
  }

  return {
    async resolve(text, { signal, purpose = 'background' } = {}) {
      life.signal.throwIfAborted();
      signal?.throwIfAborted();
      const parsed = parseReference(text);
      if (!parsed.ok) {
        return { known: false, reason: failures.invalidReference(text, parsed.problem.message) };
      }
      const reference = pulledReference(parsed.value);
      const refused = refuse(reference, purpose);
      if (refused) return { known: false, reason: refused };
      const key = reference.canonical;
      const kept = cache.found(key) ?? (purpose === 'background' ? cache.failed(key) : undefined);
      return kept ?? running.join(key, signal, (shared) => lookUp(reference, purpose, shared));
    },
    get requestCount() {
      return transport.requestCount;
    },
    dispose() {
      life.abort();
      const reason = life.signal.reason as Error;
      running.cancelAll(reason);
      authorizer.cancelAll(reason);
      transport.dispose();
      cache.clear();
    },
  };
}
