import type { Fact } from '../../core/facts.ts';
import { parseDigest } from '../../core/image/digest.ts';
import type { Reference } from '../../core/image/reference.ts';
import type { ContentName } from './contentNames.ts';
import { failure, failures } from './errors.ts';
import { askEverywhere, spared, type Asking } from './everywhere.ts';
import type { Purpose } from './guard.ts';
import type { KeepContent } from './imageContent.ts';
import { askBlob, askManifest, verifyManifest } from './imageReader.ts';
import type { Repository } from './repository.ts';
import { statusFailure } from './statusFailure.ts';

/** Which content of a repository is read. */
export interface WantedContent {
  readonly digest: string;
  /** Where registries keep it: manifests and indexes are not among the blobs. */
  readonly kind: 'manifests' | 'blobs';
  /** Largest accepted length, in bytes. */
  readonly limit: number;
  /** For messages, e.g. `image config`. */
  readonly what: ContentName;
  /** Only what is kept: no registry is asked, and what would have to be asked for is unknown as `spared`. */
  readonly keptOnly?: true;
}

/** Bytes that have the digest that they were asked by. */
export interface VerifiedContent {
  readonly body: Buffer;
  /** As its place says, parameters included. */
  readonly contentType?: string | undefined;
}

/** What content is read with. */
export interface ContentTools extends Asking {
  readonly keep: KeepContent;
  readonly purpose: Purpose;
}

/** What is larger, in bytes, is not kept: it would push out what is needed at every keystroke. */
const keptLimit = 1024 * 1024;

/** What a registry may say instead of a blob, in bytes. */
const errorLimit = 64 * 1024;

/**
 * Reads content by its digest, at the mirrors and then at the registry. Nothing is believed before its
 * digest is verified.
 *
 * @throws the signal's reason when cancelled
 */
export async function readContent(
  reference: Reference,
  wanted: WantedContent,
  tools: ContentTools,
  signal: AbortSignal,
): Promise<Fact<VerifiedContent>> {
  const { digest } = wanted;
  if (!parseDigest(digest).ok) {
    return { known: false, reason: failures.unknownDigest(reference.domain, digest) };
  }
  const { domain, path } = reference;
  const subject = { ...reference, canonical: `${domain}/${path}@${digest}` };
  const content = await askEverywhere(subject, tools, signal, (repository) => {
    const refused = spared(repository, tools.purpose, tools);
    if (refused) throw failure(refused);
    return ask(repository, wanted);
  });
  if (content.known && content.value.body.length <= keptLimit) tools.keep(digest, content.value);
  return content;
}

/** Who takes a blob as it comes. */
interface Streaming<T> extends Asking {
  readonly use: (parts: AsyncIterable<Buffer>) => Promise<T>;
  readonly signal: AbortSignal;
}

/**
 * Hands over a blob in parts, unverified, from the mirrors and then from the registry.
 *
 * @throws the signal's reason when cancelled, and what `use` throws
 */
export async function streamBlob<T>(
  reference: Reference,
  digest: string,
  { use, signal, ...asking }: Streaming<T>,
): Promise<Fact<T>> {
  if (!parseDigest(digest).ok) {
    return { known: false, reason: failures.unknownDigest(reference.domain, digest) };
  }
  return askEverywhere(reference, asking, signal, async (repository) => {
    const made: T[] = [];
    const answer = await repository.ask({
      ...{ method: 'GET', kind: 'blobs', name: digest, limit: errorLimit, what: 'layer' },
      receive: async (parts) => void made.push(await use(parts)),
    });
    const [value] = made;
    if (answer.status !== 200 || value === undefined) {
      throw statusFailure(answer, repository.subject);
    }
    return value;
  });
}

/** Which bytes of a blob are read. */
export interface BlobPart {
  readonly digest: string;
  /** Of the whole blob, in bytes. */
  readonly size: number;
  /** From 0, in bytes. */
  readonly start: number;
  /** In bytes, at least one. */
  readonly length: number;
}

/**
 * Reads some bytes of a blob (RFC 9110, section 14.2), unverified, from the mirrors and then from the registry; unknown
 * where they answer with anything else.
 *
 * @throws the signal's reason when cancelled
 */
export async function readBlobPart(
  reference: Reference,
  { digest, size, start, length }: BlobPart,
  asking: Asking,
  signal: AbortSignal,
): Promise<Fact<Buffer>> {
  if (!parseDigest(digest).ok) {
    return { known: false, reason: failures.unknownDigest(reference.domain, digest) };
  }
  return askEverywhere(reference, asking, signal, async (repository) => {
    const span = `${start}-${start + length - 1}`;
    const { status, headers, body, host } = await repository.ask({
      ...{ method: 'GET', kind: 'blobs', name: digest, limit: length, what: 'layer' },
      range: `bytes=${span}`,
    });
    const isPart = status === 206 && headers['content-range'] === `bytes ${span}/${size}`;
    if (!isPart || body.length !== length) throw failure(failures.truncated(host));
    return body;
  });
}

async function ask(repository: Repository, wanted: WantedContent): Promise<VerifiedContent> {
  if (wanted.kind === 'blobs') {
    // What a registry says of a blob's type is not what its descriptor says.
    return { body: (await askBlob(repository, wanted)).body };
  }
  const answer = await askManifest(repository, wanted.digest);
  verifyManifest(answer, wanted.digest);
  return { body: answer.body, contentType: answer.headers['content-type'] };
}
