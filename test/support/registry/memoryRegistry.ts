import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handler } from './loopbackServer.ts';

/** What a registry keeps under a digest or a tag. */
export interface KeptManifest {
  readonly mediaType: string;
  readonly body: Buffer;
}

/** One repository: what its tags and digests name, and its blobs. */
export interface KeptRepository {
  readonly tags: Map<string, string>;
  readonly manifests: Map<string, KeptManifest>;
  readonly blobs: Map<string, Buffer>;
}

/** A registry that can be written to, as far as the distribution specification 1.1 goes here. */
export interface MemoryRegistry {
  readonly repositories: Map<string, KeptRepository>;
  readonly handler: Handler;
  /** The repository, made if need be. */
  repository(name: string): KeptRepository;
  /** Puts something there without a request. @returns its digest */
  put(name: string, mediaType: string, body: Buffer | string, tag?: string): string;
}

/** How a registry departs from the usual. */
export interface RegistryManners {
  /** Whether blobs are mounted across repositories. */
  readonly mounts?: boolean;
  readonly readOnly?: boolean;
  /** Tags that are there may not be put again. */
  readonly immutableTags?: boolean;
  readonly deletes?: boolean;
  /** Most bytes that it takes in one request. */
  readonly longestBody?: number;
  /** Whether it has the API of referrers. */
  readonly referrers?: boolean;
}

/** The digest of bytes. */
export function digestOf(body: Buffer | string): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`;
}

/** Makes an empty registry. */
export function createMemoryRegistry(manners: RegistryManners = {}): MemoryRegistry {
  const repositories = new Map<string, KeptRepository>();
  const uploads = new Map<string, Buffer[]>();
  let begun = 0;
  const { mounts = true, readOnly = false, immutableTags = false, deletes = true } = manners;
  const { referrers: hasReferrers = true, longestBody = Infinity } = manners;

  function repository(name: string): KeptRepository {
    const found = repositories.get(name);
    if (found) return found;
    const made = { tags: new Map(), manifests: new Map(), blobs: new Map() };
    repositories.set(name, made);
    return made;
  }

  function put(name: string, mediaType: string, body: Buffer | string, tag?: string): string {
    const digest = digestOf(body);
    const { manifests, tags } = repository(name);
    manifests.set(digest, { mediaType, body: Buffer.from(body) });
    if (tag !== undefined) tags.set(tag, digest);
    return digest;
  }

  function manifest(answer: Answer, name: string, key: string): void {
    const { tags, manifests, blobs } = repository(name);
    const { method, body } = answer;
    if (method === 'PUT') {
      const digest = digestOf(body);
      if (immutableTags && tags.has(key)) {
        answer.refuse(409, 'TAG_IMMUTABLE');
        return;
      }
      const lacks = namedIn(body).find((each) => !manifests.has(each) && !blobs.has(each));
      if (lacks !== undefined) {
        answer.refuse(404, 'MANIFEST_BLOB_UNKNOWN', lacks);
        return;
      }
      if (key.includes(':') && key !== digest) {
        answer.refuse(400, 'DIGEST_INVALID');
        return;
      }
      put(name, answer.type, body, key.includes(':') ? undefined : key);
      answer.send(201, { 'docker-content-digest': digest });
      return;
    }
    const digest = tags.get(key) ?? key;
    const found = manifests.get(digest);
    if (!found) {
      answer.refuse(404, 'MANIFEST_UNKNOWN');
      return;
    }
    if (method === 'DELETE') {
      if (!deletes) {
        answer.refuse(405, 'UNSUPPORTED');
        return;
      }
      manifests.delete(digest);
      for (const [tag, named] of tags) if (named === digest) tags.delete(tag);
      answer.send(202, {});
      return;
    }
    const headers = { 'content-type': found.mediaType, 'docker-content-digest': digest };
    answer.send(200, headers, found.body);
  }

  function blob(answer: Answer, name: string, digest: string): void {
    const found = repository(name).blobs.get(digest);
    if (!found) {
      answer.refuse(404, 'BLOB_UNKNOWN');
      return;
    }
    answer.send(200, { 'content-type': 'application/octet-stream' }, found);
  }

  function upload(answer: Answer, name: string, id: string, query: URLSearchParams): void {
    const { method, body } = answer;
    const { blobs } = repository(name);
    if (method === 'POST') {
      const digest = query.get('mount');
      const from = digest === null ? undefined : repositories.get(query.get('from') ?? '');
      const found = digest === null ? undefined : from?.blobs.get(digest);
      if (mounts && digest !== null && found) {
        blobs.set(digest, found);
        answer.send(201, { location: `/v2/${name}/blobs/${digest}` });
        return;
      }
      const session = String(begun++);
      uploads.set(session, []);
      answer.send(202, { location: `/v2/${name}/blobs/uploads/${session}?state=a%2Fb` });
      return;
    }
    const chunks = uploads.get(id);
    if (!chunks) {
      answer.refuse(404, 'BLOB_UPLOAD_UNKNOWN');
      return;
    }
    if (body.length > longestBody) {
      answer.refuse(413, 'SIZE_INVALID');
      return;
    }
    const range = method === 'PATCH' ? answer.range : undefined;
    const start = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (method === 'PATCH' && range !== `${start}-${start + body.length - 1}`) {
      answer.refuse(416, 'BLOB_UPLOAD_INVALID');
      return;
    }
    chunks.push(body);
    const whole = Buffer.concat(chunks);
    if (method === 'PATCH') {
      answer.send(202, { location: `/v2/${name}/blobs/uploads/${id}?state=${start}` });
      return;
    }
    const digest = query.get('digest') ?? '';
    if (digestOf(whole) !== digest) {
      answer.refuse(400, 'DIGEST_INVALID');
      return;
    }
    uploads.delete(id);
    blobs.set(digest, whole);
    answer.send(201, { 'docker-content-digest': digest });
  }

  function route(answer: Answer, url: URL): void {
    const { method } = answer;
    if (readOnly && method !== 'GET' && method !== 'HEAD') {
      answer.refuse(405, 'UNSUPPORTED');
      return;
    }
    const [, name = '', kind = '', key = ''] =
      /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs|tags|referrers)\/(.*)$/.exec(url.pathname) ??
      [];
    if (kind === 'manifests') {
      manifest(answer, name, key);
      return;
    }
    if (kind === 'blobs/uploads') {
      upload(answer, name, key, url.searchParams);
      return;
    }
    if (kind === 'blobs') {
      blob(answer, name, key);
      return;
    }
    if (kind === 'tags') {
      const tags = [...repository(name).tags.keys()].sort();
      const json = Buffer.from(JSON.stringify({ name, tags }));
      answer.send(200, { 'content-type': 'application/json' }, json);
      return;
    }
    if (kind === 'referrers' && hasReferrers) {
      const mediaType = 'application/vnd.oci.image.index.v1+json';
      const manifests = [...repository(name).manifests].flatMap(([digest, kept]) =>
        referrerIn(kept, key, digest),
      );
      const json = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
      answer.send(200, { 'content-type': mediaType }, json);
      return;
    }
    answer.refuse(404, 'NAME_UNKNOWN');
  }

  const handler: Handler = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://registry.test');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      route(answerTo(request, response, Buffer.concat(chunks)), url);
    });
  };
  return { repositories, handler, repository, put };
}

interface Answer {
  readonly method: string;
  readonly type: string;
  /** The header `Content-Range`. */
  readonly range: string | undefined;
  readonly body: Buffer;
  send(status: number, headers: Record<string, string>, body?: Buffer): void;
  refuse(status: number, code: string, detail?: string): void;
}

function answerTo(request: IncomingMessage, response: ServerResponse, body: Buffer): Answer {
  const { method = '' } = request;
  const send: Answer['send'] = (status, headers, content = Buffer.alloc(0)) => {
    response.writeHead(status, { ...headers, 'content-length': content.length });
    response.end(method === 'HEAD' ? undefined : content);
  };
  return {
    ...{ method, body, type: request.headers['content-type'] ?? '', send },
    range: request.headers['content-range'],
    refuse(status, code, detail = '') {
      const json = { errors: [{ code, message: code.toLowerCase(), detail }] };
      send(status, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(json)));
    },
  };
}

/** A manifest as a list of referrers has it, if its subject has a digest. */
function referrerIn({ body, mediaType }: KeptManifest, of: string, digest: string) {
  const json = JSON.parse(body.toString('utf8')) as {
    subject?: { digest: string };
    artifactType?: string;
    annotations?: Record<string, string>;
  };
  if (json.subject?.digest !== of) return [];
  const { artifactType, annotations } = json;
  return [{ mediaType, digest, size: body.length, artifactType, annotations }];
}

/** Digests that a manifest names and that must be there before it. */
function namedIn(body: Buffer): readonly string[] {
  const json = JSON.parse(body.toString('utf8')) as {
    manifests?: { digest: string }[];
    layers?: { digest: string }[];
    config?: { digest: string };
  };
  const named = [...(json.manifests ?? []), ...(json.layers ?? [])];
  return [...named, ...(json.config ? [json.config] : [])].map(({ digest }) => digest);
}
