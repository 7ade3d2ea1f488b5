import type { Referrer } from './inspection.ts';
import type { Descriptor } from './manifest.ts';

/** How many of them are listed. */
export const maxReferrers = 500;

type Recognised = Pick<Referrer, 'kind' | 'maker'>;

/** What a type of an artifact means, where its maker says so. */
const TYPES: ReadonlyMap<string, Recognised> = new Map([
  ['application/vnd.cncf.notary.signature', { kind: 'signature', maker: 'notation' }],
  ['application/vnd.dev.cosign.artifact.sig.v1+json', { kind: 'signature', maker: 'cosign' }],
  ['application/vnd.dev.cosign.artifact.sbom.v1+json', { kind: 'sbom', maker: 'cosign' }],
  [
    'application/vnd.docker.attestation.manifest.v1+json',
    { kind: 'attestation', maker: 'buildkit' },
  ],
  ['application/vnd.in-toto+json', { kind: 'attestation' }],
  ['application/spdx+json', { kind: 'sbom' }],
  ['text/spdx', { kind: 'sbom' }],
  ['application/vnd.cyclonedx+json', { kind: 'sbom' }],
  ['application/vnd.cyclonedx', { kind: 'sbom' }],
  ['application/vnd.syft+json', { kind: 'sbom' }],
]);

/** A bundle of sigstore (cosign 3, GitHub's attestations); any version. */
const BUNDLE = 'application/vnd.dev.sigstore.bundle';
const BUNDLE_PREDICATE = 'dev.sigstore.bundle.predicateType';
const BUNDLE_CONTENT = 'dev.sigstore.bundle.content';
/** The predicate of cosign's own signatures (cosign 3). */
const SIGN_PREDICATE = 'https://sigstore.dev/cosign/sign/';

/** Reads an entry of a list of referrers (OCI distribution specification 1.1, "Listing Referrers"). */
export function referrerOf(descriptor: Descriptor): Referrer {
  const { digest, mediaType, size, artifactType = '', annotations = {} } = descriptor;
  return {
    ...{ digest, mediaType, size, artifactType, annotations },
    ...recognise(artifactType, annotations),
  };
}

/** What an artifact is to an image, by its type. */
function recognise(type: string, annotations: Readonly<Record<string, string>>): Recognised {
  if (!type.startsWith(BUNDLE)) return TYPES.get(type) ?? { kind: 'other' };
  const isSignature =
    annotations[BUNDLE_CONTENT] === 'message-signature' ||
    annotations[BUNDLE_PREDICATE]?.startsWith(SIGN_PREDICATE) === true;
  return { kind: isSignature ? 'signature' : 'attestation', maker: 'sigstore' };
}

/** The endings of cosign's tags and what they stand for (cosign, specs/SIGNATURE_SPEC.md, "Tag-based discovery"). */
const ENDINGS = [
  { ending: 'sig', kind: 'signature' },
  { ending: 'att', kind: 'attestation' },
  { ending: 'sbom', kind: 'sbom' },
] as const;

/** One of them, and what is kept under it. */
interface CosignTag {
  readonly tag: string;
  readonly kind: Referrer['kind'];
  readonly maker: 'cosign';
}

/** The tags under which cosign keeps what belongs to a digest, e.g. `sha256-0123….sig`. */
export function cosignTags(digest: string): readonly CosignTag[] {
  return ENDINGS.map(({ ending, kind }) => ({
    ...{ kind, maker: 'cosign' },
    tag: `${referrersTag(digest)}.${ending}`,
  }));
}

/**
 * The tag that lists referrers where a registry has no API for it (OCI distribution specification 1.1,
 * "Referrers Tag Schema").
 */
export function referrersTag(digest: string): string {
  const colon = digest.indexOf(':');
  return `${digest.slice(0, Math.min(colon, 32))}-${digest.slice(colon + 1).slice(0, 64)}`;
}
