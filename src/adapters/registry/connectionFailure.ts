import { say } from '../../core/language.ts';
import { failure, failures, hostFailure, RegistryFailure, UnknownAuthority } from './errors.ts';

/** Codes of Node and OpenSSL for certificates that are not accepted (Node 20, doc/api/tls.md). */
const certificateCodes =
  /^(?:CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/** Those of them for an authority that is not among the trusted ones, which may be too few. */
const authorityCodes: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/**
 * Explains why there is no connection, from the error of Node's sockets, TLS or HTTP parser. Only
 * its code is used: its text names addresses and internals that help nobody.
 */
export function connectionFailure(host: string, error: Error): RegistryFailure {
  if (error instanceof RegistryFailure) return error;
  const code = codeOf(error);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return hostFailure(failures.nameNotFound(host));
    case 'ECONNREFUSED':
      return hostFailure(failures.refused(host));
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return hostFailure(failures.noTls(host));
    case 'ECONNRESET':
    case 'EPIPE':
      return failure(failures.truncated(host));
    case 'ETIMEDOUT':
      return failure(failures.disconnected(host, code));
  }
  if (code.startsWith('HPE_')) return failure(failures.notHttp(host, code));
  if (authorityCodes.includes(code)) {
    return new UnknownAuthority(failures.untrustedCertificate(host, code), 'host');
  }
  if (certificateCodes.test(code)) return hostFailure(failures.untrustedCertificate(host, code));
  return failure(failures.disconnected(host, code));
}

/** Node's code for an error. Several addresses that all failed are an AggregateError, whose first cause has the code. */
export function codeOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  for (const candidate of [error, first]) {
    if (candidate instanceof Error && 'code' in candidate && typeof candidate.code === 'string') {
      return candidate.code;
    }
  }
  return say('no code');
}
