import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { imageConfig } from './inventedImages.ts';

/** The platforms that every invented image has. */
export const inventedPlatforms = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/386',
  'linux/ppc64le',
  'linux/s390x',
  'linux/riscv64',
];

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** An empty tar archive: two blocks of zeros. */
const emptyTar = Buffer.alloc(1024);
const layer = gzipSync(emptyTar);

interface Blob {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** A registry that has every image. */
export interface AnyImageRegistry {
  /** `127.0.0.1:<port>`, plain http. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a registry on loopback that answers every tag of every repository with an index made on the
 * spot: one image with an empty layer for each of {@link inventedPlatforms}. Set as an engine's
 * mirror of Docker Hub it lets any Dockerfile resolve. Repositories that `passOn` names are asked of
 * another registry.
 */
export async function startAnyImageRegistry(passOn: {
  readonly registry: string;
  readonly repositories: readonly string[];
}): Promise<AnyImageRegistry> {
  const blobs = new Map<string, Blob>();
  const keep = (mediaType: string, bytes: Buffer) => {
    const digest = digestOf(bytes);
    blobs.set(digest, { mediaType, bytes });
    return { mediaType, digest, size: bytes.length };
  };
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, repository = '', kind = '', name = ''] =
      /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
    if (passOn.repositories.includes(repository)) {
      request.pipe(forward(passOn.registry, request, response));
      return;
    }
    if (kind === '') {
      response.writeHead(pathname === '/v2/' ? 200 : 404).end();
      return;
    }
    const digest = name.includes(':') ? name : invent(repository, name, keep).digest;
    const blob = blobs.get(digest);
    if (!blob) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': blob.mediaType,
      'content-length': blob.bytes.length,
      'docker-content-digest': digest,
    });
    response.end(request.method === 'HEAD' ? undefined : blob.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

type Keep = (mediaType: string, bytes: Buffer) => { digest: string };

function invent(repository: string, tag: string, keep: Keep): { digest: string } {
  const manifests = inventedPlatforms.map((text) => {
    const [os, architecture, variant] = text.split('/');
    const platform = { os, architecture, ...(variant !== undefined && { variant }) };
    const config = {
      ...platform,
      config: imageConfig(repository),
      rootfs: { type: 'layers', diff_ids: [digestOf(emptyTar)] },
      history: [{ created_by: `${repository}:${tag}` }],
    };
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: keep(CONFIG, json(config)),
      layers: [keep(LAYER, layer)],
    };
    return { ...keep(MANIFEST, json(manifest)), platform };
  });
  return keep(INDEX, json({ schemaVersion: 2, mediaType: INDEX, manifests }));
}

function forward(
  registry: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): http.ClientRequest {
  const { method, headers, url = '/' } = request;
  const asked = http.request(`http://${registry}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  asked.on('error', () => response.writeHead(502).end());
  return asked;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
