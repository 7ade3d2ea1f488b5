/**
 * Why an address cannot be the endpoint of a node.
 *
 * - `empty`, `option`: nothing, or something that docker would take for an option
 * - `blank`: blanks and control characters are in no address
 * - `scheme`: this driver does not know it, or there is none
 * - `host`: there is no host, or no path where the scheme wants one
 * - `port`: no port, which this scheme has no default for, or none that there is
 * - `ssh-path`: an address of ssh names no folder (docker/cli v29, cli/connhelper/ssh)
 */
export type EndpointRefusal =
  | { readonly code: 'empty' | 'option' | 'blank' | 'host' | 'port' | 'ssh-path' }
  | { readonly code: 'scheme'; readonly known: readonly string[] };

/** Schemes of a Docker engine's address (docker/cli v29, opts/hosts.go, and connection helpers). */
const engineSchemes = ['ssh', 'tcp', 'unix', 'npipe'] as const;

/** Schemes of BuildKit's address (buildx v0.36, driver/remote/util/endpoint.go; the same in v0.13). */
const buildkitSchemes = ['tcp', 'unix', 'ssh', 'docker-container', 'kube-pod', 'npipe'] as const;

const hasHost: readonly string[] = ['ssh', 'tcp', 'docker-container', 'kube-pod'];

/** Scheme, host, port and the rest of an address; each part is found without going back. */
const address = /^([a-z][a-z-]*):\/\/([^/?#]*)(.*)$/;

/** Why a Docker engine cannot have this address. The name of a docker context is none. */
export function refuseEngineAddress(text: string): EndpointRefusal | undefined {
  return refuse(text, engineSchemes);
}

/**
 * Why BuildKit of the driver `remote` cannot have this address. buildx itself takes `tcp://host` and
 * fails at the first build, so the port is asked for here.
 */
export function refuseBuildkitAddress(text: string): EndpointRefusal | undefined {
  const refusal = refuse(text, buildkitSchemes);
  if (refusal !== undefined) return refusal;
  return text.startsWith('tcp://') && portOf(text) === undefined ? { code: 'port' } : undefined;
}

/** Whether a text is an address, or else the name of a docker context. */
export function isAddress(endpoint: string): boolean {
  return endpoint.includes('://');
}

function refuse(text: string, known: readonly string[]): EndpointRefusal | undefined {
  if (text === '') return { code: 'empty' };
  if (text.startsWith('-')) return { code: 'option' };
  if (/[\s\p{Cc}]/u.test(text)) return { code: 'blank' };
  const [, scheme, authority = '', rest = ''] = address.exec(text) ?? [];
  if (scheme === undefined || !known.includes(scheme)) return { code: 'scheme', known };
  if (!hasHost.includes(scheme)) {
    return authority + rest === '' || rest === '/' ? { code: 'host' } : undefined;
  }
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const name = host.replace(/:\d*$/, '');
  // The program ssh would take a leading dash for an option of its own.
  if (name === '' || name.startsWith('-') || authority.startsWith('-')) return { code: 'host' };
  const port = portOf(text);
  if (host.length > name.length && (port === undefined || port < 1 || port > 65_535)) {
    return { code: 'port' };
  }
  return scheme === 'ssh' && rest !== '' && rest !== '/' ? { code: 'ssh-path' } : undefined;
}

function portOf(text: string): number | undefined {
  const authority = address.exec(text)?.[2] ?? '';
  const port = /:(\d{1,5})$/.exec(authority)?.[1];
  return port === undefined ? undefined : Number(port);
}
