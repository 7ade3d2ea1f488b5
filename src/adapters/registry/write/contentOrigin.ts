import { configLimit } from '../contentLimits.ts';
import { askManifest, verifyManifest } from '../imageReader.ts';
import type { Repository } from '../repository.ts';
import { statusFailure } from '../statusFailure.ts';

/** A manifest whose bytes have the digest that it is known by. */
export interface KnownManifest {
  readonly body: Buffer;
  readonly mediaType: string;
}

/** Where manifests and blobs are read that are to be copied. Everything in it throws RegistryFailure. */
export interface ContentOrigin {
  /** For messages: the host of a registry, or a file. */
  readonly host: string;
  /** Reads a manifest; its digest has been verified. */
  manifest(digest: string): Promise<KnownManifest>;
  /**
   * Opens a blob once; its bytes have not been verified.
   *
   * @param receive takes them as they come; they end with it
   */
  blob(digest: string, receive: (body: AsyncIterable<Buffer>) => Promise<void>): Promise<void>;
}

/** What a repository has. */
export function registryOrigin(repository: Repository): ContentOrigin {
  return {
    host: repository.subject.host,
    async manifest(digest) {
      const answer = await askManifest(repository, digest);
      verifyManifest(answer, digest);
      return { body: answer.body, mediaType: answer.headers['content-type'] ?? '' };
    },
    async blob(digest, receive) {
      const answer = await repository.ask({
        ...{ method: 'GET', kind: 'blobs', name: digest, limit: configLimit, what: 'layer' },
        receive,
      });
      if (answer.status !== 200) throw statusFailure(answer, repository.subject);
    },
  };
}
