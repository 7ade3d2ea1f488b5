import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { say } from '../core/language.ts';
import { fail, succeed, type Result } from '../core/result.ts';
import { mayReachName, throughProxy, unreachable, wantsLogin } from './downloadProxy.ts';
import { plainNetwork, type Network } from './registry/network.ts';

/** How long an answer may take, in ms, and how many redirects are followed. */
const limits = { time: 15_000, redirects: 5 };

/**
 * Addresses that are of this machine or of a private network (RFC 1918, 4193, 6598, 6890). Node checks IPv4
 * addresses that are mapped to IPv6 as IPv4.
 */
const inside = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(network, prefix, 'ipv6');
}

/** Whether a request may go to an address: not into a private network, whatever name leads there. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && !inside.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** The ways to hosts. */
interface DownloadWays {
  /** Decides by the address of a host; {@link isPublicAddress} by default. */
  readonly mayReach?: (address: string) => boolean;
  /** Names proxies; none by default. */
  readonly network?: Network;
}

/**
 * Asks with HEAD whether there is a file at an address, without any login: only what a person asks for is
 * sent. Follows five redirects at most, and goes to no private network.
 *
 * @returns the HTTP status of the last answer
 */
export async function checkDownload(
  url: string,
  signal: AbortSignal,
  { mayReach = isPublicAddress, network = plainNetwork }: DownloadWays = {},
): Promise<Result<number>> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.time)]);
  let at = url;
  for (let hop = 0; hop <= limits.redirects; hop += 1) {
    const place = URL.canParse(at) ? new URL(at) : undefined;
    if (place === undefined || !/^https?:$/.test(place.protocol)) {
      return fail(say('{0} is no address of http or https.', at));
    }
    const answer = await ask(place, limit, { mayReach, network });
    if (!answer.ok) return answer;
    const { status, location } = answer.value;
    if (status < 300 || status >= 400 || location === undefined) return succeed(status);
    if (!URL.canParse(location, place.href)) return fail(say('{0} leads nowhere.', place.host));
    at = new URL(location, place.href).href;
  }
  return fail(say('{0} leads on more than {1} times.', url, limits.redirects));
}

async function ask(
  url: URL,
  signal: AbortSignal,
  { mayReach, network }: Required<DownloadWays>,
): Promise<Result<{ readonly status: number; readonly location: string | undefined }>> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const refused = say('{0} is in a private network, which is not asked.', url.host);
  if (isIP(host) !== 0 && !mayReach(host)) return fail(refused);
  const proxy = network.proxyFor(url);
  if (proxy && !(await mayReachName(host, mayReach))) return fail(refused);
  const proxied = proxy && (await throughProxy(url, proxy, network, limits.time));
  let isInside = false;
  const guarded: LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      // With an error there are none, whatever the types say.
      const found = error === null ? addresses.filter(({ address }) => mayReach(address)) : [];
      const [first] = found;
      if (first === undefined) {
        isInside = error === null;
        done(error ?? new Error(refused), '', 0);
      } else if (options.all === true) done(null, found);
      else done(null, first.address, first.family);
    });
  };
  const { request } = proxied ?? (url.protocol === 'https:' ? https : http);
  const why = (error: Error) => {
    if (signal.aborted) return say('{0} did not answer in time.', url.host);
    if (isInside) return refused;
    return unreachable(url, proxy, error);
  };
  const way = proxied?.options ?? { lookup: guarded, agent: false };
  return new Promise((resolve) => {
    const sent = request({ ...addressOf(url), ...way, method: 'HEAD', signal }, (response) => {
      const { statusCode: status = 0, headers } = response;
      response.destroy();
      if (proxied && status === 407) resolve(fail(wantsLogin(url.host)));
      else resolve(succeed({ status, location: headers.location }));
    });
    sent.on('error', (error) => {
      resolve(fail(why(error)));
    });
    sent.end();
  });
}

/** Without what a URL may hold of a login. */
function addressOf({ protocol, hostname, port, pathname, search }: URL) {
  return {
    ...{ protocol, hostname: hostname.replace(/^\[|\]$/g, ''), path: `${pathname}${search}` },
    ...(port !== '' && { port }),
  };
}
