import { request as requestHttp, type IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { IncomingMessage } from 'node:http';
import { codeOf, connectionFailure } from './connectionFailure.ts';
import type { Connection } from './connections.ts';
import { failure, failures, hostFailure, type RegistryFailure } from './errors.ts';
import { proxyLogin } from './proxyAgent.ts';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Address without user information. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Fields of a POST, encoded as a form. */
  readonly form?: string;
  /** Largest accepted body, in bytes. */
  readonly limit: number;
  /** What is asked for, for messages, e.g. `manifest`. */
  readonly what: string;
  readonly signal: AbortSignal;
}

/** How long a request may take, in ms, counted from when it gets a connection. */
export interface Timeouts {
  /** For name resolution, TCP and TLS. */
  readonly connect: number;
  /** For everything up to the last byte of the body. */
  readonly total: number;
}

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Each `WWW-Authenticate` header on its own. */
  readonly challenges: readonly string[];
  /** Whole when the status is 200; of other answers at most {@link errorBodyLimit} bytes. */
  readonly body: Buffer;
  /** Time since the request got its connection, in ms. */
  readonly took: number;
}

/** How much of the body of an error is read, in bytes. */
const errorBodyLimit = 64 * 1024;

/**
 * Sends one request and reads its answer, following nothing.
 *
 * @throws RegistryFailure when there is no whole answer; the signal's reason when cancelled
 */
export function exchange(
  request: WireRequest,
  { agent, forward }: Connection,
  timeouts: Timeouts,
): Promise<WireAnswer> {
  const { url, signal } = request;
  const host = url.host;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const secure = (forward ?? url).protocol === 'https:';
    const outgoing = (secure ? requestHttps : requestHttp)({
      ...urlToHttpOptions(forward ?? url),
      ...(forward && { path: url.href, auth: null }),
      method: request.method,
      headers: {
        ...(forward && { host: url.host, ...proxyLogin(forward) }),
        ...request.headers,
        ...formHeaders(request),
        ...sameHeaders,
      },
      agent,
    });
    const timers: NodeJS.Timeout[] = [];
    let started = performance.now();
    let reused = false;
    let settled = false;

    const settle = (done: () => void): void => {
      settled = true;
      timers.forEach(clearTimeout);
      signal.removeEventListener('abort', cancel);
      done();
    };
    const fail = (error: Error): void => {
      // The end of an answer is followed by events that look like failures; its socket is kept.
      if (settled) return;
      settle(() => {
        reject(error);
      });
      outgoing.destroy();
    };
    const cancel = (): void => {
      fail(signal.reason as Error);
    };
    signal.addEventListener('abort', cancel, { once: true });

    // The clock starts with the connection: time in the agent's queue is not the registry's fault.
    outgoing.once('socket', (socket) => {
      started = performance.now();
      const { connect, total } = timeouts;
      const expire = (why: RegistryFailure, limit: number): NodeJS.Timeout =>
        setTimeout(() => {
          fail(why);
        }, limit);
      timers.push(expire(hostFailure(failures.answerTimeout(host, total)), total));
      // Not `outgoing.reusedSocket`: it is false for a socket that came out of the agent's queue.
      reused = !socket.connecting && !('secureConnecting' in socket && socket.secureConnecting);
      if (reused) return;
      const connecting = expire(hostFailure(failures.connectTimeout(host, connect)), connect);
      timers.push(connecting);
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(connecting);
      });
    });
    outgoing.on('error', (error) => {
      const why = forward
        ? hostFailure(failures.proxyUnreachable(forward.host, codeOf(error)))
        : connectionFailure(host, error);
      fail(reused && why.reason.code === 'unreachable' ? new StaleConnection() : why);
    });
    outgoing.once('response', (incoming) => {
      readBody(
        incoming,
        request,
        (body) => {
          settle(() => {
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              challenges: incoming.headersDistinct['www-authenticate'] ?? [],
              body,
              took: performance.now() - started,
            });
          });
        },
        fail,
      );
    });
    outgoing.end(request.form);
  });
}

const sameHeaders = { 'accept-encoding': 'identity', 'user-agent': 'multiarch' };

function formHeaders({ form }: WireRequest): Record<string, string | number> {
  if (form === undefined) return {};
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(form),
  };
}

/**
 * A kept connection was closed by the other side just as the request went out: nothing is wrong,
 * and the request can be sent again on a new connection.
 */
export class StaleConnection extends Error {
  constructor() {
    super('the kept connection was closed');
  }
}

function readBody(
  incoming: IncomingMessage,
  request: WireRequest,
  done: (body: Buffer) => void,
  fail: (error: Error) => void,
): void {
  const { host } = request.url;
  const whole = incoming.statusCode === 200;
  const tooLarge = (): void => {
    fail(failure(failures.tooLarge(host, request.what, request.limit)));
  };
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (whole && size > request.limit) tooLarge();
    if (!whole && size > errorBodyLimit) {
      done(Buffer.concat(chunks).subarray(0, errorBodyLimit));
      incoming.destroy();
    }
  });
  incoming.on('end', () => {
    done(Buffer.concat(chunks, size));
  });
  incoming.on('error', (error) => {
    fail(connectionFailure(host, error));
  });
  incoming.on('close', () => {
    fail(failure(failures.truncated(host)));
  });
  if (!whole || request.method === 'HEAD') return;
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') fail(failure(failures.encoded(host, encoding)));
  else if (Number(incoming.headers['content-length']) > request.limit) tooLarge();
}
