import { Readable } from 'node:stream';
import { hasDigest } from '../contentDigest.ts';
import { configLimit, manifestLimit } from '../contentLimits.ts';
import { failure } from '../errors.ts';
import { askManifest, manifestTypes, verifyManifest } from '../imageReader.ts';
import type { WritableRepository } from '../repository.ts';
import { statusFailure } from '../statusFailure.ts';
import type { RegistryAnswer } from '../transport.ts';
import { writeFailure, writeFailures } from './writeFailures.ts';

/** What a tag names, or is to name. */
export interface PublishedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly body: Buffer;
}

/** What a blob is, as its descriptor says. */
export interface Blob {
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
}

/** Where the bytes of a blob go: an upload that the registry has opened. */
export interface Upload {
  readonly url: URL;
  /** Length of its parts, in bytes. */
  readonly chunk: number;
}

/** Bytes that could be had once were to be sent a second time: whoever has them has to begin anew. */
export class SpentContent extends Error {
  constructor() {
    super('the content of the upload has been sent before');
  }
}

/** A registry, or what stands before it, takes no blob of this length in one request. */
export class WantsChunks extends Error {
  constructor() {
    super('the blob is to be sent in parts');
  }
}

/** What is answered to a body that is too long, or whose end is not to come with its beginning. */
const wantsChunks: readonly number[] = [405, 411, 413, 501];

/** Length of a part, in bytes: some proxies take no more than 10 MB, and each is kept in memory. */
const chunkLength = 8 * 1024 * 1024;

/** No registry asks for longer parts, in bytes. */
const longestChunk = 64 * 1024 * 1024;

const ended: readonly number[] = [200, 201, 202, 204];

/**
 * The digest of what a tag or digest names in a repository; undefined when there is nothing. One request
 * (HEAD); of a tag two, where a registry does not say the digest, as it may.
 */
export async function findManifest(
  repository: WritableRepository,
  name: string,
): Promise<string | undefined> {
  const answer = await repository.ask({
    ...{ method: 'HEAD', kind: 'manifests', name, accept: manifestTypes },
    ...{ limit: manifestLimit, what: 'manifest' },
  });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw statusFailure(answer, repository.subject);
  if (name.includes(':')) return name;
  const digest = headerOf(answer, 'docker-content-digest');
  return digest ?? verifyManifest(await askManifest(repository, name), undefined);
}

/** Whether a repository has a blob. One request (HEAD). */
export async function hasBlob(repository: WritableRepository, { digest }: Blob): Promise<boolean> {
  const answer = await repository.ask({
    ...{ method: 'HEAD', kind: 'blobs', name: digest, limit: configLimit, what: 'layer' },
  });
  if (answer.status !== 200 && answer.status !== 404) {
    throw statusFailure(answer, repository.subject);
  }
  return answer.status === 200;
}

/**
 * Makes a repository have a blob that another one of its registry has, or, where the registry does not do
 * so, opens an upload for it (distribution specification 1.1, "Mounting a blob from another repository").
 *
 * @param from the other repository, e.g. `team/base`
 * @returns undefined when the blob is there now
 */
export async function mountBlob(
  repository: WritableRepository,
  { digest }: Blob,
  from: string,
  mayUsePlainHttp: (host: string) => boolean,
): Promise<Upload | undefined> {
  const query = `?${new URLSearchParams({ mount: digest, from }).toString()}`;
  const answer = await openUpload(repository, query);
  return answer.status === 201 ? undefined : uploadOf(answer, mayUsePlainHttp);
}

/** Opens an upload. */
export async function startUpload(
  repository: WritableRepository,
  mayUsePlainHttp: (host: string) => boolean,
): Promise<Upload> {
  return uploadOf(await openUpload(repository, ''), mayUsePlainHttp);
}

async function openUpload(repository: WritableRepository, query: string): Promise<RegistryAnswer> {
  const answer = await repository.ask({
    ...{ method: 'POST', kind: 'blobs', name: 'uploads/', query, limit: configLimit },
    ...{ what: 'layer', content: nothing },
  });
  if (answer.status !== 201 && answer.status !== 202) {
    throw writeFailure(answer, repository.subject, 'layer');
  }
  return answer;
}

const nothing = { type: 'application/octet-stream', length: 0, open: () => Buffer.alloc(0) };

function uploadOf(
  { headers, origin, host }: RegistryAnswer,
  mayUsePlainHttp: (host: string) => boolean,
): Upload {
  const { location } = headers;
  if (location === undefined || !URL.canParse(location, origin)) {
    throw failure(writeFailures.noUploadAddress(host));
  }
  const url = new URL(location, origin);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw failure(writeFailures.noUploadAddress(host));
  }
  const stepsDown = origin.startsWith('https:') || !mayUsePlainHttp(url.host);
  if (url.protocol === 'http:' && stepsDown && url.origin !== origin) {
    throw failure(writeFailures.plainUploadAddress(host, url.host));
  }
  const least = Number(headers['oci-chunk-min-length'] ?? 0);
  const chunk = least > chunkLength && least <= longestChunk ? least : chunkLength;
  return { url, chunk };
}

/**
 * Sends a blob in parts (distribution specification 1.1, "Pushing a blob in chunks").
 *
 * @param bytes are taken once, and must be as many as the blob says
 */
export async function uploadChunks(
  repository: WritableRepository,
  upload: Upload,
  { digest }: Blob,
  bytes: AsyncIterable<Buffer>,
  mayUsePlainHttp: (host: string) => boolean,
): Promise<void> {
  let { url } = upload;
  let start = 0;
  const type = 'application/octet-stream';
  for await (const part of partsOf(bytes, upload.chunk)) {
    const { length } = part;
    const range = `${start}-${start + length - 1}`;
    const answer = await repository.askAt({
      ...{ method: 'PATCH', url, limit: configLimit, what: 'layer' },
      // As a stream, so that the time limit holds for each silence: a part takes minutes on a slow line.
      content: { type, length, range, open: () => Readable.from(slicesOf(part)) },
    });
    if (!ended.includes(answer.status)) throw writeFailure(answer, repository.subject, 'layer');
    start += length;
    if (answer.headers.location !== undefined) ({ url } = uploadOf(answer, mayUsePlainHttp));
  }
  url.searchParams.set('digest', digest);
  const answer = await repository.askAt({
    ...{ method: 'PUT', url, limit: configLimit, what: 'layer', content: nothing },
  });
  if (!ended.includes(answer.status)) throw writeFailure(answer, repository.subject, 'layer');
}

/** Length of what is given to a connection at a time, in bytes. */
const sliceLength = 64 * 1024;

function* slicesOf(part: Buffer): Generator<Buffer> {
  for (let at = 0; at < part.length; at += sliceLength) yield part.subarray(at, at + sliceLength);
}

async function* partsOf(bytes: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let count = 0;
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length;) {
      const taken = piece.subarray(at, at + length - count);
      held.push(taken);
      count += taken.length;
      at += taken.length;
      if (count < length) continue;
      yield Buffer.concat(held);
      [held, count] = [[], 0];
    }
  }
  if (count > 0) yield Buffer.concat(held);
}

/**
 * Sends a blob in one request, as `PUT` to its upload.
 *
 * @param bytes are taken once, and must be as many as the blob says
 * @throws SpentContent when a stream would have to be sent again: after a 401, or on another connection;
 *   WantsChunks when it is not taken in one
 */
export async function uploadBlob(
  repository: WritableRepository,
  { url }: Upload,
  { digest, size }: Blob,
  bytes: AsyncIterable<Buffer> | Buffer,
): Promise<void> {
  url.searchParams.set('digest', digest);
  let isSpent = false;
  const open = () => {
    if (Buffer.isBuffer(bytes)) return bytes;
    if (isSpent) throw new SpentContent();
    isSpent = true;
    return Readable.from(bytes, { objectMode: false });
  };
  const answer = await repository.askAt({
    ...{ method: 'PUT', url, limit: configLimit, what: 'layer' },
    content: { type: 'application/octet-stream', length: size, open },
  });
  if (wantsChunks.includes(answer.status)) throw new WantsChunks();
  if (!ended.includes(answer.status)) throw writeFailure(answer, repository.subject, 'layer');
}

/**
 * Puts a manifest under a tag or its digest.
 *
 * @returns whether the registry says that it keeps these very bytes; it may say nothing
 * @throws RegistryFailure when it does not take them
 */
export async function putManifest(
  repository: WritableRepository,
  name: string,
  { mediaType, digest, body }: PublishedManifest,
): Promise<boolean> {
  const isTag = !name.includes(':');
  const answer = await repository.ask({
    ...{ method: 'PUT', kind: 'manifests', name, limit: manifestLimit, what: 'manifest' },
    content: { type: mediaType, length: body.length, open: () => body },
  });
  if (!ended.includes(answer.status)) {
    throw writeFailure(answer, repository.subject, 'manifest', isTag ? name : '');
  }
  const kept = headerOf(answer, 'docker-content-digest');
  if (kept !== undefined && !hasDigest(body, kept)) {
    throw failure(writeFailures.otherDigest(repository.subject.host, digest, kept));
  }
  return kept !== undefined;
}

/**
 * Deletes what a digest names. A registry then drops every tag that names it.
 *
 * @returns whether there was anything to delete
 */
export async function deleteManifest(
  repository: WritableRepository,
  digest: string,
): Promise<boolean> {
  const answer = await repository.ask({
    ...{ method: 'DELETE', kind: 'manifests', name: digest },
    ...{ limit: manifestLimit, what: 'manifest' },
  });
  if (answer.status === 404) return false;
  if (answer.status === 405 || answer.status === 501) {
    throw failure(writeFailures.cannotDelete(repository.subject.host));
  }
  if (!ended.includes(answer.status)) throw writeFailure(answer, repository.subject, 'deletion');
  return true;
}

function headerOf({ headers }: RegistryAnswer, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
