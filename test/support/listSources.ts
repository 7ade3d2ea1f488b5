import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { ListSource } from '../../src/core/manifestList/listSource.ts';
import { parsePlatform } from '../../src/core/platform/platform.ts';

const OCI = 'application/vnd.oci.image.';

interface ListedEntry {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: object;
  readonly annotations?: object;
}

/** e.g. 7 → a digest that ends with 7. */
export function digestOf(number: number | string): string {
  return `sha256:${String(number).padStart(64, '0')}`;
}

/** Digests as their numbers: `#7`. */
export function withNumbers(text: string): string {
  return text.replace(/sha256:0*(\d+)/g, '#$1');
}

/**
 * The JSON of an entry: `linux/arm64=2` is the image 2, `@2=12` a statement 12 about it, `@=12` one about nothing,
 * `-=3` an image without a platform and `*=4` a list.
 */
export function listedEntry(text: string): ListedEntry {
  const [name = '', number = ''] = text.split('=');
  const mediaType = `${OCI}${name === '*' ? 'index' : 'manifest'}.v1+json`;
  const entry = { mediaType, digest: digestOf(number), size: Number(number) };
  if (name === '-') return entry;
  if (name === '*') return { ...entry, platform: { os: 'linux', architecture: 'amd64' } };
  if (name.startsWith('@')) {
    const about = name.slice(1);
    const annotations = {
      'vnd.docker.reference.type': 'attestation-manifest',
      ...(about !== '' && { 'vnd.docker.reference.digest': digestOf(about) }),
    };
    return { ...entry, platform: { os: 'unknown', architecture: 'unknown' }, annotations };
  }
  const parsed = parsePlatform(name);
  assert(parsed.ok, text);
  const { osVersion, ...words } = parsed.value;
  return {
    ...entry,
    platform: { ...words, ...(osVersion !== undefined && { 'os.version': osVersion }) },
  };
}

/** An index of such entries. @param more other members of it */
export function listSource(entries: string, more: object = {}): ListSource {
  const mediaType = `${OCI}index.v1+json`;
  const manifests = entries.split(' ').filter(Boolean).map(listedEntry);
  const body = JSON.stringify({ schemaVersion: 2, mediaType, manifests, ...more });
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return { mediaType, digest, size: body.length, body };
}

/** An image `linux/arm64=2` whose config says its platform; `-=2` says nothing. */
export function imageSource(text: string): ListSource {
  const { digest, mediaType, size } = listedEntry(text);
  const config = { mediaType: `${OCI}config.v1+json`, digest: digestOf(0), size: 1 };
  const body = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  const [name = ''] = text.split('=');
  const source = { mediaType, digest, size, body };
  if (name === '-') return { ...source, configPlatform: { os: '', architecture: '' } };
  const parsed = parsePlatform(name);
  assert(parsed.ok, text);
  return { ...source, configPlatform: parsed.value };
}
