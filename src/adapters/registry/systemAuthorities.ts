import { readFile } from 'node:fs/promises';
import * as tls from 'node:tls';

/** Where distributions keep all trusted authorities in one file; the order is Go's (crypto/x509). */
const bundles: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/**
 * All authorities (PEM) that this computer trusts, as docker would: Node's own, those of the variable
 * NODE_EXTRA_CA_CERTS, and the system's. Node itself knows only the first two.
 */
export async function systemAuthorities(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const extra = environment['NODE_EXTRA_CA_CERTS'];
  const chosen = environment['SSL_CERT_FILE'];
  const files = [
    ...(extra ? [extra] : []),
    ...(chosen ? [chosen] : process.platform === 'win32' ? [] : bundles),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return [...tls.rootCertificates, ...ofSystemStore(), ...texts.filter((text) => text !== '')];
}

type NewerTls = typeof tls & { readonly getCACertificates?: (type: 'system') => string[] };

/** Keychains and the registry of Windows, which Node reads from 22.15 on. */
function ofSystemStore(): readonly string[] {
  const { getCACertificates } = tls as NewerTls;
  try {
    return getCACertificates?.('system') ?? [];
  } catch {
    return [];
  }
}
