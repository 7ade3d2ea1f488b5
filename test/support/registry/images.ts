import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Handler } from './loopbackServer.ts';

/** Bytes that a registry serves under a name: a tag or a digest. */
export interface Served {
  readonly body: string;
  readonly mediaType: string;
}

/** What a repository holds: manifests by tag and digest, blobs by digest. */
export interface Shelf {
  readonly manifests: Map<string, Served>;
  readonly blobs: Map<string, Served>;
}

/** The sha256 digest of a text's bytes. */
export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** An empty repository. */
export function createShelf(): Shelf {
  return { manifests: new Map(), blobs: new Map() };
}

/** Puts a manifest on the shelf, under its digest and a tag. */
export function putManifest(shelf: Shelf, tag: string, served: Served): string {
  const digest = sha256(served.body);
  shelf.manifests.set(digest, served);
  shelf.manifests.set(tag, served);
  return digest;
}

/** Puts a single image on the shelf, with its config. */
export function putImage(shelf: Shelf, tag: string, config: object): string {
  const text = JSON.stringify(config);
  const configDigest = sha256(text);
  const mediaType = 'application/vnd.oci.image.config.v1+json';
  shelf.blobs.set(configDigest, { body: text, mediaType });
  return putManifest(
    shelf,
    tag,
    manifestOf({ mediaType, digest: configDigest, size: text.length }),
  );
}

/** A single image's manifest with a given config descriptor and no layers. */
export function manifestOf(config: object): Served {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return { mediaType, body: JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] }) };
}

/** Serves a shelf, its tags included, as every repository of a registry, as the distribution specification says. */
export function serveShelf(shelf: Shelf): Handler {
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (path.endsWith('/tags/list')) {
      const tags = [...shelf.manifests.keys()].filter((name) => !name.includes(':'));
      response.end(JSON.stringify({ name: 'any', tags }));
      return;
    }
    const [, kind, name] = /^\/v2\/.+\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
    const served = (kind === 'blobs' ? shelf.blobs : shelf.manifests).get(name ?? '');
    if (served) sendServed(response, served);
    else sendError(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown');
  };
}

/** Answers 200 with content and its digest. */
export function sendServed(response: ServerResponse, { body, mediaType }: Served): void {
  response.writeHead(200, {
    'content-type': mediaType,
    'content-length': Buffer.byteLength(body),
    'docker-content-digest': sha256(body),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Answers in the error format of the distribution specification. */
export function sendError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ code, message }] }));
}
