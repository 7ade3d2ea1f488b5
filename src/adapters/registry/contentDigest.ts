import { createHash } from 'node:crypto';
import { parseDigest } from '../../core/image/digest.ts';
import type { ContentName } from './contentNames.ts';
import { failure, failures } from './errors.ts';

/** The sha256 digest of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return digestWith('sha256', bytes);
}

/** Whether bytes are those that a digest names. */
export function hasDigest(bytes: Uint8Array, digest: string): boolean {
  return parseDigest(digest).ok && digestWith(algorithmOf(digest), bytes) === digest;
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
  what: ContentName,
): void {
  if (!parseDigest(expected).ok) throw failure(failures.unknownDigest(host, expected));
  const actual = digestWith(algorithmOf(expected), bytes);
  if (actual !== expected) throw failure(failures.wrongDigest(host, what, expected, actual));
}

function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
}

function digestWith(algorithm: string, bytes: Uint8Array): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
