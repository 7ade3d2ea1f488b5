import { request as requestHttp, type ClientRequest } from 'node:http';
import { Agent, request as requestHttps, type AgentOptions, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions } from 'node:tls';
import { failures, hostFailure } from './errors.ts';
import { basicHeader } from './tokenRequest.ts';

/**
 * Connects to https hosts through a proxy by CONNECT (RFC 9110 section 9.3.6): the proxy sees the
 * host's name and nothing else.
 */
export class ProxyAgent extends Agent {
  readonly #proxy: URL;
  /** In ms, until the proxy has connected. */
  readonly #timeout: number;
  readonly #isVerified: boolean;

  /** @param isVerified whether the certificate of a proxy that speaks https itself counts */
  constructor(proxy: URL, timeout: number, isVerified: boolean, options: AgentOptions) {
    super(options);
    this.#isVerified = isVerified;
    this.#proxy = proxy;
    this.#timeout = timeout;
  }

  /** Called by Node for each new connection. */
  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const done = callback as ((error: Error | null, stream?: Duplex) => void) | undefined;
    const host = options.host ?? '';
    const port = options.port ?? 443;
    const name = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    const tunnel = this.#open(name);
    const fail = (failure: Error): void => {
      tunnel.destroy();
      done?.(failure);
    };
    const proxy = this.#proxy.host;
    tunnel.setTimeout(this.#timeout, () => {
      fail(hostFailure(failures.proxyTimeout(proxy, this.#timeout)));
    });
    tunnel.once('error', (error: NodeJS.ErrnoException) => {
      fail(hostFailure(failures.proxyUnreachable(proxy, error.code ?? 'no code')));
    });
    tunnel.once('response', ({ statusCode = 0 }) => {
      fail(hostFailure(failures.proxyRefuses(proxy, name, statusCode)));
    });
    tunnel.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      tunnel.setTimeout(0);
      socket.setTimeout(0);
      if (statusCode !== 200) {
        socket.destroy();
        fail(hostFailure(failures.proxyRefuses(proxy, name, statusCode)));
      } else done?.(null, connect({ ...(options as ConnectionOptions), socket }));
    });
    tunnel.end();
  }

  #open(name: string): ClientRequest {
    const { protocol, hostname, port } = this.#proxy;
    const secure = protocol === 'https:';
    return (secure ? requestHttps : requestHttp)({
      method: 'CONNECT',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (secure ? 443 : 80),
      path: name,
      headers: { host: name, ...proxyLogin(this.#proxy) },
      agent: false,
      ...(!this.#isVerified && { rejectUnauthorized: false }),
    });
  }
}

/** What a proxy is shown of the login that its address holds; it goes nowhere else. */
export function proxyLogin({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const header = basicHeader(decodeURIComponent(username), decodeURIComponent(password));
  return { 'proxy-authorization': header };
}
