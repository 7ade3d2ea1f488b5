import { fail, succeed, type Result } from '../result.ts';

/** Hexadecimal digits of each algorithm that go-digest has registered in BuildKit and the engine. */
const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

/** An algorithm's name, its parts separated by single signs. */
const ALGORITHM = /^[a-z0-9.+_-]+$/;
const MISPLACED_SEPARATOR = /^[.+_-]|[.+_-]{2}|[.+_-]$/;
const ENCODED = /^[a-zA-Z0-9=_-]+$/;
const LOWER_HEX = /^[a-f0-9]+$/;

/**
 * Accepts `algorithm:hex` if it is a digest that can be verified: a registered algorithm and exactly
 * its length in lower-case hexadecimal. Messages as opencontainers/go-digest v1.0.0.
 */
export function parseDigest(text: string): Result<string> {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon + 1 === text.length) return fail('invalid checksum digest format');
  const algorithm = text.slice(0, colon);
  const encoded = text.slice(colon + 1);
  const length = HEX_LENGTHS.get(algorithm);
  if (length === undefined) {
    const wellFormed =
      ALGORITHM.test(algorithm) && !MISPLACED_SEPARATOR.test(algorithm) && ENCODED.test(encoded);
    return fail(wellFormed ? 'unsupported digest algorithm' : 'invalid checksum digest format');
  }
  if (encoded.length !== length) return fail('invalid checksum digest length');
  return LOWER_HEX.test(encoded) ? succeed(text) : fail('invalid checksum digest format');
}
