import { fail, succeed, type Result } from '../result.ts';
import { parseDigest } from './digest.ts';

/** The parts of a reference as they are written. */
export interface ReferenceParts {
  /** Registry host with its port; '' when the first component cannot be one. */
  readonly domain: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Longest path of a repository, without its domain. */
const PATH_LIMIT = 255;

const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST_ALGORITHM = /^[A-Za-z0-9_+.-]+$/;
const DIGEST_PART = /^[A-Za-z]/;
const DIGEST_HEX = /^[0-9A-Fa-f]{32,}$/;
const PORT = /^[0-9]+$/;
const IPV6 = /^\[[a-fA-F0-9:]+\]$/;
const DOMAIN_LABEL = /^[a-zA-Z0-9-]+$/;
const PATH_COMPONENT = /^[a-z0-9._-]+$/;
/** Between words of a path component stand `.`, `_`, `__` or any number of `-`, never mixed. */
const MIXED_SEPARATORS = /\.[._-]|[_-]\.|_-|-_|___/;

/**
 * Separates a reference into its parts, adding nothing: `[domain/]path[:tag][@digest]`. As Parse of
 * distribution/reference v0.6.0, with its messages. Linear on any input.
 */
export function splitReference(text: string): Result<ReferenceParts> {
  const parts = matchParts(text);
  if (parts === undefined) {
    if (text === '') return fail('repository name must have at least one component');
    const lowerCaseWouldDo = matchParts(text.toLowerCase()) !== undefined;
    return fail(
      lowerCaseWouldDo ? 'repository name must be lowercase' : 'invalid reference format',
    );
  }
  if (parts.path.length > PATH_LIMIT) {
    return fail(`repository name must not be more than ${PATH_LIMIT} characters`);
  }
  if (parts.digest !== undefined) {
    const digest = parseDigest(parts.digest);
    if (!digest.ok) return digest;
  }
  return succeed(parts);
}

function matchParts(text: string): ReferenceParts | undefined {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) return undefined;
  const tagged = at === -1 ? text : text.slice(0, at);

  const colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
  const tag = colon === -1 ? undefined : tagged.slice(colon + 1);
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const name = matchName(colon === -1 ? tagged : tagged.slice(0, colon));
  return (
    name && {
      ...name,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    }
  );
}

function matchName(name: string): Pick<ReferenceParts, 'domain' | 'path'> | undefined {
  const [first = '', ...rest] = name.split('/');
  if (!rest.every(isPathComponent)) return undefined;
  if (rest.length > 0 && isDomain(first)) return { domain: first, path: rest.join('/') };
  return isPathComponent(first) ? { domain: '', path: name } : undefined;
}

function isPathComponent(text: string): boolean {
  return (
    PATH_COMPONENT.test(text) &&
    !'._-'.includes(text.charAt(0)) &&
    !'._-'.includes(text.charAt(text.length - 1)) &&
    !MIXED_SEPARATORS.test(text)
  );
}

function isDomain(text: string): boolean {
  const colon = text.startsWith('[') ? text.indexOf(':', text.indexOf(']')) : text.indexOf(':');
  const host = colon === -1 ? text : text.slice(0, colon);
  if (colon !== -1 && !PORT.test(text.slice(colon + 1))) return false;
  return IPV6.test(host) || host.split('.').every(isDomainLabel);
}

function isDomainLabel(text: string): boolean {
  return DOMAIN_LABEL.test(text) && !text.startsWith('-') && !text.endsWith('-');
}

/** The outer shape only; whether its algorithm is known is parseDigest's to say. */
function isDigest(text: string): boolean {
  const colon = text.indexOf(':');
  const algorithm = text.slice(0, Math.max(colon, 0));
  return (
    DIGEST_ALGORITHM.test(algorithm) &&
    algorithm.split(/[-_+.]/).every((part) => DIGEST_PART.test(part)) &&
    DIGEST_HEX.test(text.slice(colon + 1))
  );
}
