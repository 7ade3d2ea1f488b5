import type { UnknownReason } from '../../core/facts.ts';
import { parseDigest } from '../../core/image/digest.ts';
import type { Descriptor } from '../../core/image/manifest.ts';
import type { Reference } from '../../core/image/reference.ts';
import { digestOf, verifyDigest } from './contentDigest.ts';
import { configLimit, manifestLimit } from './contentLimits.ts';
import type { ContentName } from './contentNames.ts';
import { decodeManifest } from './decode.ts';
import { failure, failures, RegistryFailure } from './errors.ts';
import { contentOf, imageConfigOf, type ImageContent, type KeepContent } from './imageContent.ts';
import type { Repository } from './repository.ts';
import { statusFailure } from './statusFailure.ts';
import type { RegistryAnswer } from './transport.ts';

/** In the order of containerd 2.3: an old registry takes the first that it knows. */
export const manifestTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  '*/*',
].join(', ');

/** What a reader may use to spare requests. */
export interface ReaderOptions {
  /** Asks for the digest first (HEAD), which registries do not count against their limits. */
  readonly headFirst: boolean;
  /** Content that has been verified before. */
  readonly known: (digest: string) => Promise<ImageContent | undefined>;
  /** Why a manifest may not be read now, which counts against the user's limit. */
  readonly refuse: () => UnknownReason | undefined;
  /** Takes what has been verified now. */
  readonly keep: KeepContent;
  readonly unusable?: UnusableDigests;
}

/**
 * Manifests that one place could not give in full, by digest: the config lies, or is none. Tags often name
 * the same one.
 */
export type UnusableDigests = Map<string, RegistryFailure>;

/**
 * Reads what a reference names: the manifest, and for a single image its config. One request for an
 * index, two for an image; with `headFirst` one more for what is new and one in all for what is not.
 * Nothing is believed before its digest is verified.
 *
 * @param reference as pulled: with a tag or a digest, not both
 * @throws RegistryFailure when the registry does not tell; the signal's reason when cancelled
 */
export async function readImage(
  repository: Repository,
  reference: Reference,
  options: ReaderOptions,
): Promise<ImageContent> {
  const { known, keep } = options;
  const announced = options.headFirst ? await askDigest(repository, reference) : undefined;
  const digest = reference.digest ?? announced;
  const announcedContent = announced === undefined ? undefined : await known(announced);
  if (announcedContent) return announcedContent;

  const refused = options.refuse();
  if (refused) throw failure(refused);
  const answer = await askManifest(repository, digest ?? reference.tag ?? 'latest');
  const verified = verifyManifest(answer, digest);
  const content = await known(verified);
  if (content) return content;
  const before = options.unusable?.get(verified);
  if (before) throw before;
  try {
    return await completeImage(repository, answer, verified, keep);
  } catch (error) {
    if (error instanceof RegistryFailure && error.reason.code === 'malformed') {
      options.unusable?.set(verified, error);
    }
    throw error;
  }
}

/** Asks what digest a tag has; undefined when the registry does not tell in this way. */
async function askDigest(
  repository: Repository,
  reference: Reference,
): Promise<string | undefined> {
  if (reference.tag === undefined) return undefined;
  const answer = await repository.ask({
    method: 'HEAD',
    kind: 'manifests',
    name: reference.tag,
    accept: manifestTypes,
    limit: manifestLimit,
    what: 'manifest',
  });
  if ([401, 404, 429].includes(answer.status)) throw statusFailure(answer, repository.subject);
  const digest = answer.status === 200 ? contentDigestHeader(answer) : undefined;
  return digest !== undefined && parseDigest(digest).ok ? digest : undefined;
}

/**
 * Asks for a manifest. Its digest is not yet verified.
 *
 * @param name tag or digest
 * @throws RegistryFailure when the registry does not give it
 */
export async function askManifest(repository: Repository, name: string): Promise<RegistryAnswer> {
  const answer = await repository.ask({
    method: 'GET',
    kind: 'manifests',
    name,
    accept: manifestTypes,
    limit: manifestLimit,
    what: 'manifest',
  });
  if (answer.status !== 200) throw statusFailure(answer, repository.subject);
  // A web page has no digest worth a complaint: say what it is.
  if (isWebPage(answer)) throw failure(failures.webPage(answer.host));
  return answer;
}

/**
 * The digest of a manifest, which must be what was asked for and what the registry says it is.
 *
 * @throws RegistryFailure when it is not
 */
export function verifyManifest(answer: RegistryAnswer, asked: string | undefined): string {
  const header = contentDigestHeader(answer);
  for (const promised of new Set([asked, header])) {
    if (promised !== undefined) verifyDigest(answer.body, promised, answer.host, 'manifest');
  }
  return asked ?? header ?? digestOf(answer.body);
}

async function completeImage(
  repository: Repository,
  { body, headers, host }: RegistryAnswer,
  digest: string,
  keep: KeepContent,
): Promise<ImageContent> {
  const contentType = headers['content-type'];
  const manifest = decodeManifest(body, contentType, host);
  const descriptor = imageConfigOf(manifest);
  const config = descriptor && (await askConfig(repository, descriptor));
  const content = contentOf({ digest, size: body.length, manifest }, config, host);
  keep(digest, { body, contentType });
  if (descriptor && config) keep(descriptor.digest, { body: config });
  return content;
}

async function askConfig(repository: Repository, config: Descriptor): Promise<Buffer> {
  const what = 'image config';
  const { subject } = repository;
  if (config.size > configLimit) throw failure(failures.tooLarge(subject.host, what, configLimit));
  const { body, host } = await askBlob(repository, { ...config, limit: configLimit, what });
  // containerd 2.3 refuses it as well (content store, unexpected commit size).
  if (body.length !== config.size) {
    throw failure(failures.wrongLength(host, what, config.size, body.length));
  }
  return body;
}

/**
 * Reads a blob and verifies its digest.
 *
 * @throws RegistryFailure when the registry does not give it
 */
export async function askBlob(
  repository: Repository,
  { digest, limit, what }: { digest: string; limit: number; what: ContentName },
): Promise<RegistryAnswer> {
  const answer = await repository.ask({ method: 'GET', kind: 'blobs', name: digest, limit, what });
  if (answer.status !== 200) throw statusFailure(answer, repository.subject);
  if (isWebPage(answer)) throw failure(failures.webPage(answer.host));
  verifyDigest(answer.body, digest, answer.host, what);
  return answer;
}

function contentDigestHeader({ headers }: RegistryAnswer): string | undefined {
  const value = headers['docker-content-digest'];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** By its type, or by its first character: JSON begins with none of its own like it. */
function isWebPage({ headers, body }: RegistryAnswer): boolean {
  return (
    /^\s*(?:text\/html|application\/xhtml)/i.test(headers['content-type'] ?? '') ||
    /^\s*</.test(body.toString('latin1', 0, 100))
  );
}
