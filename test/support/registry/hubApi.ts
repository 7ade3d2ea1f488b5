import type { Handler } from './loopbackServer.ts';
import { plainNetwork } from '../../../src/adapters/registry/network.ts';
import type { RegistryClientOptions } from '../../../src/adapters/registry/client.ts';

/** A tag at Docker Hub. */
export interface HubTag {
  readonly name: string;
  /** e.g. `linux/arm64/v8` or `windows/amd64 10.0.20348.2227`. */
  readonly platforms: readonly string[];
  /** RFC 3339. */
  readonly updated?: string;
}

/**
 * Docker Hub's API as far as tags go: `name` filters by part of a name, pages are of `page_size`, and
 * every answer has members that nobody asked for.
 */
export function serveHubApi(repositories: Readonly<Record<string, readonly HubTag[]>>): Handler {
  return (request, response) => {
    const url = new URL(request.url ?? '', `http://${request.headers.host ?? ''}`);
    const [, path = ''] = /^\/v2\/repositories\/(.+)\/tags$/.exec(url.pathname) ?? [];
    const tags = repositories[path];
    response.setHeader('content-type', 'application/json');
    if (!tags) {
      response.statusCode = 404;
      response.end('{"message":"object not found","errinfo":{}}');
      return;
    }
    const size = Number(url.searchParams.get('page_size') ?? 10);
    const page = Number(url.searchParams.get('page') ?? 1);
    const filter = url.searchParams.get('name') ?? '';
    const found = tags.filter(({ name }) => name.includes(filter));
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const isLast = page * size >= found.length;
    response.end(
      JSON.stringify({
        count: found.length,
        next: isLast ? null : next.href,
        previous: null,
        results: found.slice((page - 1) * size, page * size).map(resultOf),
      }),
    );
  };
}

/**
 * Lets a client take a server for Docker Hub and its API, by way of a proxy that answers itself.
 *
 * @param origin of the server
 */
export function insteadOfHub(origin: string): Partial<RegistryClientOptions> {
  return {
    insecure: ['registry-1.docker.io', 'hub.docker.com', 'auth.docker.io'],
    network: { ...plainNetwork, proxyFor: () => new URL(origin) },
  };
}

function resultOf({ name, platforms, updated = '2026-10-01T10:00:00.123456Z' }: HubTag): object {
  const images = platforms.map((platform) => {
    const [words = '', osVersion = null] = platform.split(' ');
    const [os, architecture, variant = null] = words.split('/');
    return {
      architecture,
      features: '',
      variant,
      digest: `sha256:${'1'.repeat(64)}`,
      os,
      os_features: '',
      os_version: osVersion,
      size: 3_408_729,
      status: 'active',
      last_pulled: null,
      last_pushed: updated,
    };
  });
  return {
    creator: 7,
    id: 1,
    images,
    last_updated: updated,
    last_updater: 7,
    name,
    repository: 1,
    full_size: 3_408_729,
    v2: true,
    tag_status: 'active',
    media_type: 'application/vnd.oci.image.index.v1+json',
    content_type: 'image',
    digest: `sha256:${'2'.repeat(64)}`,
  };
}
