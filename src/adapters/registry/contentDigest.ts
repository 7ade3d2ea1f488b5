import { createHash } from 'node:crypto';
import { parseDigest } from '../../core/image/digest.ts';
import { failure, failures } from './errors.ts';

/** The sha256 digest of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Checks that bytes are those that a digest names, before they are believed.
 *
 * @throws RegistryFailure when they are not, or when the digest is none that can be verified
 */
export function verifyDigest(
  bytes: Uint8Array,
  expected: string,
  host: string,
  what: string,
): void {
  if (!parseDigest(expected).ok) throw failure(failures.unknownDigest(host, expected));
  const algorithm = expected.slice(0, expected.indexOf(':'));
  const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (actual !== expected) throw failure(failures.wrongDigest(host, what, expected, actual));
}
