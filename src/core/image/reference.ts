import { lastAnswers } from '../lastAnswers.ts';
import { fail, succeed, type Result } from '../result.ts';
import { splitReference, type ReferenceParts } from './referenceGrammar.ts';

/**
 * A reference to an image, completed with Docker Hub's defaults.
 *
 * @example `alpine` → { domain: 'docker.io', path: 'library/alpine', familiar: 'alpine',
 *   canonical: 'docker.io/library/alpine' }
 */
export interface Reference extends ReferenceParts {
  /** Short form, as people write it: `alpine:3.20`. */
  readonly familiar: string;
  /** Full form, as tools compare it: `docker.io/library/alpine:3.20`. No tag is added. */
  readonly canonical: string;
}

const DEFAULT_DOMAIN = 'docker.io';
const LEGACY_DEFAULT_DOMAIN = 'index.docker.io';
const OFFICIAL_PREFIX = 'library/';
const DEFAULT_TAG = 'latest';
const IMAGE_ID = /^[a-f0-9]{64}$/;

/**
 * Reads a reference as users write it: `alpine` is `docker.io/library/alpine`. As ParseNormalizedNamed
 * of distribution/reference v0.6.0, with its messages.
 */
export function parseReference(text: string): Result<Reference> {
  return readReference(text);
}

const readReference = lastAnswers((text): Result<Reference> => {
  if (IMAGE_ID.test(text)) {
    return fail(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const { domain, remainder } = splitDomain(text);
  const colon = remainder.indexOf(':');
  const repository = colon === -1 ? remainder : remainder.slice(0, colon);
  if (repository.toLowerCase() !== repository) {
    return fail(`invalid reference format: repository name (${repository}) must be lowercase`);
  }
  const parts = splitReference(`${domain}/${remainder}`);
  return parts.ok ? succeed(complete(parts.value)) : parts;
}, 5_000);

/** Adds the tag `latest` where neither tag nor digest is given (TagNameOnly). */
export function withDefaultTag(reference: Reference): Reference {
  if (reference.tag !== undefined || reference.digest !== undefined) return reference;
  return complete({ domain: reference.domain, path: reference.path, tag: DEFAULT_TAG });
}

/**
 * What is asked of a registry: the digest without the tag beside it, else the tag, `latest` by default
 * (ParseDockerRef).
 */
export function pulledReference(reference: Reference): Reference {
  const { domain, path, digest } = reference;
  return digest === undefined ? withDefaultTag(reference) : complete({ domain, path, digest });
}

/** The short form without tag and digest: `alpine`, `bitnami/redis`, `ghcr.io/owner/app` (FamiliarName). */
export function familiarName({ domain, path }: Pick<Reference, 'domain' | 'path'>): string {
  if (domain !== DEFAULT_DOMAIN) return joinName(domain, path);
  const official = path.startsWith(OFFICIAL_PREFIX) ? path.slice(OFFICIAL_PREFIX.length) : path;
  return official.includes('/') ? path : official;
}

/** The first component is a registry if it looks like a host, else the whole is a name on Docker Hub. */
function splitDomain(text: string): { domain: string; remainder: string } {
  const slash = text.indexOf('/');
  const first = text.slice(0, Math.max(slash, 0));
  const isHost = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
  const written = isHost ? first : DEFAULT_DOMAIN;
  const domain = written === LEGACY_DEFAULT_DOMAIN ? DEFAULT_DOMAIN : written;
  const path = isHost ? text.slice(slash + 1) : text;
  const isOfficial = domain === DEFAULT_DOMAIN && !path.includes('/');
  return { domain, remainder: isOfficial ? OFFICIAL_PREFIX + path : path };
}

function complete(parts: ReferenceParts): Reference {
  const suffix =
    (parts.tag === undefined ? '' : `:${parts.tag}`) +
    (parts.digest === undefined ? '' : `@${parts.digest}`);
  return {
    ...parts,
    familiar: familiarName(parts) + suffix,
    canonical: joinName(parts.domain, parts.path) + suffix,
  };
}

function joinName(domain: string, path: string): string {
  return domain === '' ? path : `${domain}/${path}`;
}
