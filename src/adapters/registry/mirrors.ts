import { BlockList, isIP } from 'node:net';

/** A place where a repository can be read: the registry itself or a mirror of it. */
export interface Endpoint {
  /** Scheme, host and port, e.g. `https://registry-1.docker.io`. */
  readonly origin: string;
  /** Host and port as the user knows them, e.g. `docker.io`. */
  readonly host: string;
  /** Put before the repository: a mirror's path, e.g. `/dockerhub-proxy`, or nothing. */
  readonly prefix: string;
  /** The registry that a mirror stands in for, sent as the query `ns`; absent on the host itself. */
  readonly namespace?: string;
}

/** What decides where a host's images are read. */
export interface EndpointRules {
  /** Registry host → base URLs that are asked before it, in this order. */
  readonly mirrors: Readonly<Record<string, readonly string[]>>;
  /** Docker Engine's `registry-mirrors`: for Docker Hub only. */
  readonly engineMirrors: readonly string[];
  /** Hosts (`host` or `host:port`) and networks (CIDR) that speak plain http. */
  readonly insecure: readonly string[];
}

/**
 * Whether a registry host, with or without port, is spoken to over http unless told otherwise:
 * `localhost` and the loopback addresses, and no other name. The rule of MatchLocalhost in
 * containerd 2.3 (core/remotes/docker/registry.go), which BuildKit and buildx follow.
 */
export function isPlainHttpHost(host: string): boolean {
  const name = hostName(host);
  if (name === 'localhost') return true;
  const family = isIP(name);
  return family !== 0 && loopback.check(name, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether plain http may be spoken with a host: the loopback rule, or the user's own word. */
export function mayUsePlainHttp(host: string, insecure: readonly string[]): boolean {
  return isPlainHttpHost(host) || insecure.some((entry) => covers(entry, host));
}

/** Where a registry host's images can be read: at its mirrors, in this order, then at itself. */
export interface Endpoints {
  readonly mirrors: readonly Endpoint[];
  readonly registry: Endpoint;
}

/**
 * Finds where to ask for images of a registry host. Its configured mirrors come first, then for
 * Docker Hub those of the engine. Mirrors that are not URLs of http or https are left out.
 */
export function endpointsOf(host: string, rules: EndpointRules): Endpoints {
  const configured = Object.hasOwn(rules.mirrors, host) ? (rules.mirrors[host] ?? []) : [];
  const engine = host === dockerHub ? rules.engineMirrors : [];
  const mirrors = [...new Set([...configured, ...engine])]
    .map((mirror) => mirrorEndpoint(mirror, host, rules.insecure))
    .filter((endpoint) => endpoint !== undefined);
  // Docker Hub's images are served by another host than the one in its references.
  const server = host === dockerHub ? 'registry-1.docker.io' : host;
  return { mirrors, registry: { origin: originOf(server, rules.insecure), host, prefix: '' } };
}

/** The host in references to Docker Hub. */
export const dockerHub = 'docker.io';

/** Host and port of a mirror as its setting writes it, or undefined when it is not usable. */
export function mirrorHost(mirror: string): string | undefined {
  return mirrorUrl(mirror, [])?.host;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** The host without its port and brackets; empty when it is no host, as in `localhost:`. */
function hostName(host: string): string {
  if (host === '::1') return host;
  const found = /^(?:\[([^[\]]*)\]|([^:]*))(?::\d+)?$/.exec(host);
  return found?.[1] ?? found?.[2] ?? '';
}

function covers(entry: string, host: string): boolean {
  const name = hostName(host).toLowerCase();
  const slash = entry.indexOf('/');
  if (slash === -1) return [host.toLowerCase(), name].includes(entry.toLowerCase());
  const family = isIP(name);
  const network = entry.slice(0, slash);
  const bits = entry.slice(slash + 1);
  if (family === 0 || isIP(network) !== family || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const networks = new BlockList();
  networks.addSubnet(network, Number(bits), type);
  return networks.check(name, type);
}

function originOf(host: string, insecure: readonly string[]): string {
  return `${mayUsePlainHttp(host, insecure) ? 'http' : 'https'}://${host}`;
}

/** A scheme that the user wrote is taken at its word; without one the host's own rule holds. */
function mirrorUrl(mirror: string, insecure: readonly string[]): URL | undefined {
  const written = mirror.trim();
  const text = written.includes('://')
    ? written
    : originOf(written.split('/', 1)[0] ?? '', insecure) + written.slice(written.search(/\/|$/));
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** A mirror's path stands between `/v2` and the repository, as in buildkitd.toml. */
function mirrorEndpoint(
  mirror: string,
  namespace: string,
  insecure: readonly string[],
): Endpoint | undefined {
  const url = mirrorUrl(mirror, insecure);
  if (!url) return undefined;
  const prefix = url.pathname.replace(/^\/v2(?=\/|$)/, '').replace(/\/$/, '');
  return { origin: url.origin, host: url.host, prefix, namespace };
}
