import { BlockList, isIP } from 'node:net';
import { isPlainHttpHost } from './mirrors.ts';

/** Variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>;

/** What an editor's settings say of proxies. Empty values say nothing. */
export interface ProxySettings {
  /** Web address of the proxy for all hosts. */
  readonly proxy: string;
  /** Hosts that are asked without it, as in NO_PROXY. */
  readonly noProxy: readonly string[];
  /** Whether the certificate of a proxy that speaks https itself is verified. */
  readonly strictSSL: boolean;
}

/**
 * The variables as if they named the proxies of an editor: its proxy stands in for those of the
 * environment, and so do the hosts that are asked without it.
 */
export function withProxySettings(
  environment: Environment,
  { proxy, noProxy }: ProxySettings,
): Environment {
  const exempt = noProxy.length === 0 ? undefined : noProxy.join(',');
  return {
    ...environment,
    ...(proxy !== '' && { HTTPS_PROXY: proxy, HTTP_PROXY: proxy }),
    ...(exempt !== undefined && { NO_PROXY: exempt }),
  };
}

/**
 * The proxy that the environment names for an address, as Go's programs read it (docker, buildx and
 * BuildKit among them: golang.org/x/net 0.40, http/httpproxy): HTTPS_PROXY or HTTP_PROXY by the scheme,
 * unless NO_PROXY has the host. This machine itself is never asked by way of a proxy.
 *
 * @returns undefined when there is none, or none that is a web address
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const written = read(environment, variable).trim();
  if (written === '' || isPlainHttpHost(url.hostname)) return undefined;
  if (isExempt(url, read(environment, 'NO_PROXY'))) return undefined;
  const text = written.includes('://') ? written : `http://${written}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  return proxy?.protocol === 'http:' || proxy?.protocol === 'https:' ? proxy : undefined;
}

/** Both spellings are in use; the first that is not empty counts. */
function read(environment: Environment, name: string): string {
  return [environment[name], environment[name.toLowerCase()]].find(Boolean) ?? '';
}

function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && exempts(entry, host, port));
}

function exempts(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, range = '', bits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (isIP(range) !== 0) return isIP(host) === isIP(range) && inNetwork(host, range, Number(bits));
  const [, name = entry, only] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const wanted = name.replace(/^\[|\]$/g, '').replace(/^\*(?=\.)/, '');
  if (isIP(wanted) !== 0 || isIP(host) !== 0) return wanted === host;
  return wanted.startsWith('.')
    ? host.endsWith(wanted)
    : host === wanted || host.endsWith(`.${wanted}`);
}

function inNetwork(host: string, network: string, bits: number): boolean {
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6';
  if (bits > (family === 'ipv4' ? 32 : 128)) return false;
  const networks = new BlockList();
  networks.addSubnet(network, bits, family);
  return networks.check(host, family);
}
