import type { Descriptor } from './manifest.ts';

const REFERENCE_TYPE = 'vnd.docker.reference.type';
const REFERENCE_DIGEST = 'vnd.docker.reference.digest';
const ATTESTATION = 'attestation-manifest';

/** Whether an entry is a statement about another one: by its annotation alone, as buildx tells (0.29). */
export function isAttestation({ annotations }: Descriptor): boolean {
  return annotations?.[REFERENCE_TYPE] === ATTESTATION;
}

/** The digest of the image that an attestation is about; undefined when it does not say. */
export function attestedDigest({ annotations }: Descriptor): string | undefined {
  return annotations?.[REFERENCE_DIGEST];
}
