import { setMaxListeners } from 'node:events';
import {
  request as requestHttp,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { urlToHttpOptions } from 'node:url';
import { codeOf, connectionFailure } from './connectionFailure.ts';
import type { Connection } from './connections.ts';
import type { ContentName } from './contentNames.ts';
import { failure, failures, hostFailure, type RegistryFailure } from './errors.ts';
import { proxyLogin } from './proxyAgent.ts';

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Address without user information. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** What is sent with it. */
  readonly content?: Content;
  /** Largest accepted body, in bytes. */
  readonly limit: number;
  /**
   * Takes the body of a 200 as it comes, instead of the answer; the request ends when it has. The time
   * limit then holds for each silence, not for the whole; so it does for content that is sent as a stream.
   */
  readonly receive?: (body: AsyncIterable<Buffer>) => Promise<void>;
  /** Which bytes are asked for, e.g. `bytes=0-1023`; the answer is then a 206, or whole. */
  readonly range?: string;
  /** What is asked for, for messages, e.g. `manifest`. */
  readonly what: ContentName;
  readonly signal: AbortSignal;
}

/** The body of a request. */
export interface Content {
  /** Its media type. */
  readonly type: string;
  /** In bytes. */
  readonly length: number;
  /** Which bytes of the whole they are, e.g. `0-1023`; for a part of an upload. */
  readonly range?: string;
  /** Opens it anew for each attempt; throws where that cannot be done. */
  readonly open: () => Buffer | Readable;
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
  /** Whole when the status is 200, or 206; of other answers at most {@link errorBodyLimit} bytes. */
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
    const body = request.content?.open();
    const secure = (forward ?? url).protocol === 'https:';
    const outgoing = (secure ? requestHttps : requestHttp)({
      ...urlToHttpOptions(forward ?? url),
      ...(forward && { path: url.href, auth: null }),
      method: request.method,
      headers: {
        ...(forward && { host: url.host, ...proxyLogin(forward) }),
        ...request.headers,
        ...contentHeaders(request),
        ...(request.range !== undefined && { range: request.range }),
        ...sameHeaders,
      },
      agent,
    });
    const timers: NodeJS.Timeout[] = [];
    let answering: NodeJS.Timeout | undefined;
    const heard = (): void => {
      if (!settled) answering?.refresh();
    };
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
    // One signal cancels all requests of a copy: more listeners than Node warns about are right.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', cancel, { once: true });

    // The clock starts with the connection: time in the agent's queue is not the registry's fault.
    outgoing.once('socket', (socket) => {
      started = performance.now();
      const { connect, total } = timeouts;
      const expire = (why: RegistryFailure, limit: number): NodeJS.Timeout =>
        setTimeout(() => {
          fail(why);
        }, limit);
      answering = expire(hostFailure(failures.answerTimeout(host, total)), total);
      timers.push(answering);
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
      const finish = (answered: Buffer): void => {
        settle(() => {
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            challenges: incoming.headersDistinct['www-authenticate'] ?? [],
            body: answered,
            took: performance.now() - started,
          });
          // Who has answered does not take the rest.
          if (body instanceof Readable && !outgoing.writableFinished) outgoing.destroy();
        });
      };
      if (request.receive && incoming.statusCode === 200) {
        request.receive(listened(incoming, host, heard)).then(() => {
          finish(Buffer.alloc(0));
          incoming.destroy();
        }, fail);
      } else readBody(incoming, request, finish, fail);
    });
    send(outgoing, body, { fail, heard });
  });
}

interface Watch {
  readonly fail: (error: Error) => void;
  /** Something went over the wire. */
  readonly heard: () => void;
}

function send(outgoing: ClientRequest, body: Buffer | Readable | undefined, watch: Watch): void {
  if (!(body instanceof Readable)) {
    outgoing.end(body);
    return;
  }
  body.once('error', watch.fail);
  body.on('data', watch.heard);
  // Whoever gives the bytes must not go on when nobody takes them any more.
  outgoing.once('close', () => body.destroy());
  body.pipe(outgoing);
}

async function* listened(
  incoming: IncomingMessage,
  host: string,
  heard: () => void,
): AsyncGenerator<Buffer> {
  const encoding = incoming.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') throw failure(failures.encoded(host, encoding));
  try {
    for await (const chunk of incoming) {
      heard();
      yield chunk as Buffer;
    }
  } catch (error) {
    throw connectionFailure(host, error as Error);
  }
  if (!incoming.complete) throw failure(failures.truncated(host));
}

const sameHeaders = { 'accept-encoding': 'identity', 'user-agent': 'multiarch' };

function contentHeaders({ content }: WireRequest): Record<string, string | number> {
  if (content === undefined) return {};
  const { type, length, range } = content;
  return {
    ...{ 'content-type': type, 'content-length': length },
    ...(range !== undefined && { 'content-range': range }),
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
  const whole = incoming.statusCode === 200 || incoming.statusCode === 206;
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
