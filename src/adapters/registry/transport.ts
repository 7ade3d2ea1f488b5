import type { Authorization } from './authorization.ts';
import { createConnections, maxConnections } from './connections.ts';
import { failure, failures } from './errors.ts';
import {
  exchange,
  StaleConnection,
  type Timeouts,
  type WireAnswer,
  type WireRequest,
} from './exchange.ts';
import type { Network } from './network.ts';

/** A request to a registry or token server. */
export interface RegistryRequest extends Omit<WireRequest, 'headers'> {
  readonly accept?: string;
  /**
   * The `Authorization` header for an origin, if it wants one. Asked for each origin on the way: a
   * header is never sent to another origin than the one that it was given for.
   */
  readonly authorize?: (origin: string) => Promise<Authorization | undefined>;
}

/** An answer, after redirects. */
export interface RegistryAnswer extends WireAnswer {
  /** Host and port that gave it. */
  readonly host: string;
  /** Scheme, host and port that gave it. */
  readonly origin: string;
  /** What the request showed to be let in. */
  readonly authorization?: Authorization | undefined;
}

/** How requests are sent. */
export interface TransportOptions {
  readonly timeouts: Timeouts;
  /** Whether a host may be asked over plain http, when a redirect leads there. */
  readonly mayUsePlainHttp: (host: string) => boolean;
  readonly network: Network;
}

/** Sends requests over kept connections. */
export interface Transport {
  /**
   * Sends a request and follows its redirects, but only those of GET and HEAD: what is sent is for one host.
   *
   * @throws RegistryFailure when there is no whole answer; the signal's reason when cancelled
   */
  send(request: RegistryRequest): Promise<RegistryAnswer>;
  /**
   * Many small requests to a host are about to come: opens `count` connections where the next one is opened, for
   * each takes a round trip or two. Not through proxies.
   */
  foresee(url: URL, count: number): Promise<void>;
  /** Requests that have been sent so far, redirects included. */
  readonly requestCount: number;
  /** Closes all connections. */
  dispose(): void;
}

/** containerd 2.3 gives up after as many (core/remotes/docker/resolver.go, checkRedirect). */
const maxRedirects = 10;

const followed: readonly string[] = ['GET', 'HEAD'];

const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

/** Makes a transport. It opens nothing before the first request. */
export function createTransport(options: TransportOptions): Transport {
  const connections = createConnections(options.network, options.timeouts.connect);
  let requestCount = 0;

  async function sendHop(request: WireRequest, timeouts: Timeouts): Promise<WireAnswer> {
    // At worst every kept connection turns out to be closed; after them comes a new one.
    for (let attempt = 0; attempt <= maxConnections; attempt++) {
      const connection = await connections.to(request.url);
      requestCount++;
      try {
        return await exchange(request, connection, timeouts);
      } catch (error) {
        const mayTryAgain =
          error instanceof StaleConnection ||
          (error instanceof Error && connections.trustMore(request.url, error, connection));
        if (!mayTryAgain) throw error;
      }
    }
    throw failure(failures.truncated(request.url.host));
  }

  return {
    async send(request) {
      const { accept = '*/*', authorize, ...rest } = request;
      let url = withoutUser(request.url);
      let left = options.timeouts.total;
      let authorization = await authorize?.(url.origin);
      for (let hop = 0; ; hop++) {
        const timeouts = { connect: options.timeouts.connect, total: left };
        const headers = { accept, ...(authorization && { authorization: authorization.header }) };
        const answer = await sendHop({ ...rest, url, headers }, timeouts);
        const location = answer.headers.location;
        const isRedirect = redirectStatuses.includes(answer.status) && location !== undefined;
        if (!isRedirect || !followed.includes(request.method)) {
          return { ...answer, host: url.host, origin: url.origin, authorization };
        }
        if (hop === maxRedirects) {
          throw failure(failures.tooManyRedirects(request.url.host, maxRedirects));
        }
        const next = redirectTarget(url, location, options.mayUsePlainHttp);
        if (next.origin !== url.origin) authorization = await authorize?.(next.origin);
        left = Math.max(left - answer.took, 1);
        url = next;
      }
    },
    foresee: (url, count) => connections.foresee(url, count),
    get requestCount() {
      return requestCount;
    },
    dispose() {
      connections.dispose();
    },
  };
}

function redirectTarget(
  from: URL,
  location: string,
  mayUsePlainHttp: (host: string) => boolean,
): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (target?.protocol !== 'http:' && target?.protocol !== 'https:') {
    throw failure(failures.badRedirect(from.host));
  }
  const sameOrigin = target.origin === from.origin;
  const stepsDown = from.protocol === 'https:' || !mayUsePlainHttp(target.host);
  if (target.protocol === 'http:' && !sameOrigin && stepsDown) {
    throw failure(failures.refusedRedirect(from.host, target.host));
  }
  return withoutUser(target);
}

/** User information in an address would be sent as a credential. */
function withoutUser(url: URL): URL {
  const clean = new URL(url.href);
  clean.username = '';
  clean.password = '';
  return clean;
}
