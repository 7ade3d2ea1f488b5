import { lookup } from 'node:dns/promises';
import http, { type RequestOptions } from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import { codeOf } from './registry/connectionFailure.ts';
import { failures, RegistryFailure } from './registry/errors.ts';
import type { Network } from './registry/network.ts';
import { ProxyAgent, proxyLogin } from './registry/proxyAgent.ts';

/** How an address is asked by way of a proxy. */
export interface ProxiedRequest {
  readonly request: typeof http.request;
  readonly options: RequestOptions;
}

/**
 * Asks through the proxy by which registries are asked, too: an address of https by CONNECT, one of http
 * with its whole address.
 *
 * @param proxy what the network names for the address
 * @param timeout for the proxy to connect, in ms
 */
export async function throughProxy(
  url: URL,
  proxy: URL,
  network: Network,
  timeout: number,
): Promise<ProxiedRequest> {
  const isVerified = network.verifiesProxies?.() ?? true;
  if (url.protocol === 'https:') {
    const ca = await network.authorities();
    const options = ca.length > 0 ? { ca: [...ca] } : {};
    const agent = new ProxyAgent(proxy, timeout, isVerified, options);
    return { request: https.request, options: { agent } };
  }
  const { protocol, hostname, port } = proxy;
  const isSecure = protocol === 'https:';
  return {
    request: isSecure ? https.request : http.request,
    options: {
      ...{
        protocol,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port: port || (isSecure ? 443 : 80),
      },
      path: `${url.origin}${url.pathname}${url.search}`,
      headers: { host: url.host, ...proxyLogin(proxy) },
      agent: false,
      ...(!isVerified && { rejectUnauthorized: false }),
    },
  };
}

/**
 * Whether a host that a proxy would ask is one that may be: where this machine knows the name, by its
 * addresses; where only the proxy does, it is outside.
 */
export async function mayReachName(
  host: string,
  mayReach: (address: string) => boolean,
): Promise<boolean> {
  if (isIP(host) !== 0) return mayReach(host);
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return addresses.every(({ address }) => mayReach(address));
}

/** What a proxy that wants a login of its own is to be told. */
export function wantsLogin(host: string): string {
  return failures.proxyWantsLogin(host).message;
}

/** Why nobody answered, and what to do. */
export function unreachable(url: URL, proxy: URL | undefined, error: Error): string {
  if (error instanceof RegistryFailure) return error.message;
  const code = codeOf(error);
  // In a tunnel, it is the host that fails.
  if (proxy && url.protocol === 'http:') return failures.proxyUnreachable(proxy.host, code).message;
  const isUnknown = code === 'ENOTFOUND' || code === 'EAI_AGAIN';
  return (isUnknown ? failures.nameNotFound(url.host) : failures.disconnected(url.host, code))
    .message;
}
