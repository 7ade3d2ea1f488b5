import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { fail, succeed, type Result } from '../core/result.ts';

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

/**
 * Asks with HEAD whether there is a file at an address, without any login: only what a person asks for is
 * sent. Follows five redirects at most, and goes to no private network.
 *
 * @param mayReach decides by the address of a host
 * @returns the HTTP status of the last answer
 */
export async function checkDownload(
  url: string,
  signal: AbortSignal,
  mayReach: (address: string) => boolean = isPublicAddress,
): Promise<Result<number>> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limits.time)]);
  let at = url;
  for (let hop = 0; hop <= limits.redirects; hop += 1) {
    const place = URL.canParse(at) ? new URL(at) : undefined;
    if (place === undefined || !/^https?:$/.test(place.protocol)) {
      return fail(`${at} is no address of http or https.`);
    }
    const answer = await ask(place, limit, mayReach);
    if (!answer.ok) return answer;
    const { status, location } = answer.value;
    if (status < 300 || status >= 400 || location === undefined) return succeed(status);
    if (!URL.canParse(location, place.href)) return fail(`${place.host} leads nowhere.`);
    at = new URL(location, place.href).href;
  }
  return fail(`${url} leads on more than ${limits.redirects} times.`);
}

function ask(
  url: URL,
  signal: AbortSignal,
  mayReach: (address: string) => boolean,
): Promise<Result<{ readonly status: number; readonly location: string | undefined }>> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const refused = `${url.host} is in a private network, which is not asked.`;
  if (isIP(host) !== 0 && !mayReach(host)) return Promise.resolve(fail(refused));
  const guarded: LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, addresses) => {
      const found = addresses.filter(({ address }) => mayReach(address));
      const [first] = found;
      if (error !== null || first === undefined) {
        done(error ?? new Error(refused), '', 0);
      } else if (options.all === true) done(null, found);
      else done(null, first.address, first.family);
    });
  };
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve) => {
    const sent = request(
      { ...addressOf(url), method: 'HEAD', lookup: guarded, signal, agent: false },
      (response) => {
        const { statusCode: status = 0, headers } = response;
        response.destroy();
        resolve(succeed({ status, location: headers.location }));
      },
    );
    sent.on('error', (error) => {
      resolve(fail(signal.aborted ? `${url.host} did not answer in time.` : error.message));
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
