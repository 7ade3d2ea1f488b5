import {
  certificateFolders,
  noCertificates,
  readHostCertificates,
  type HostCertificates,
} from './hostCertificates.ts';
import { proxyFor, withProxySettings, type ProxySettings } from './proxy.ts';
import { systemAuthorities } from './systemAuthorities.ts';

/** What the computer and docker's configuration say about ways to hosts. */
export interface Network {
  /** The proxy for an address; undefined when it is asked directly. */
  readonly proxyFor: (url: URL) => URL | undefined;
  /** Whether the certificate of a proxy that speaks https itself is verified; it is when left out. */
  readonly verifiesProxies?: () => boolean;
  /** @param host with its port, if that is not the usual one */
  readonly certificatesFor: (host: string) => Promise<HostCertificates>;
  /** Every authority (PEM) that the computer trusts, Node's own among them. */
  readonly authorities: () => Promise<readonly string[]>;
  /** Differs when one of the others may answer in another way than before; never, when left out. */
  readonly version?: () => number;
}

/** Direct ways, and the authorities that Node knows. */
export const plainNetwork: Network = {
  proxyFor: () => undefined,
  certificatesFor: () => Promise.resolve(noCertificates),
  authorities: () => Promise.resolve([]),
};

/**
 * The network as the environment describes it, to docker as well. Nothing is read before it is used.
 *
 * @param settings of the editor, which go before the environment; {@link Network.version} is to be added
 *   when they may change
 */
export function systemNetwork(
  environment: NodeJS.ProcessEnv,
  settings?: () => ProxySettings,
): Network {
  const folders = certificateFolders(environment);
  let authorities: Promise<readonly string[]> | undefined;
  return {
    proxyFor: (url) =>
      proxyFor(url, settings ? withProxySettings(environment, settings()) : environment),
    verifiesProxies: () => settings?.().strictSSL ?? true,
    certificatesFor: (host) => readHostCertificates(host, folders),
    authorities: () => (authorities ??= systemAuthorities(environment)),
  };
}
