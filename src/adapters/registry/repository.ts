import { failure, failures } from './errors.ts';
import type { Endpoint } from './mirrors.ts';
import type { Subject } from './statusFailure.ts';
import type { Authorizer } from './tokens.ts';
import type { RegistryAnswer, Transport } from './transport.ts';

/** One thing of a repository that is asked for. */
interface RepositoryRequest {
  readonly method: 'GET' | 'HEAD';
  readonly kind: 'manifests' | 'blobs';
  /** Tag or digest. */
  readonly name: string;
  readonly accept?: string;
  /** Largest accepted body, in bytes. */
  readonly limit: number;
  /** For messages, e.g. `manifest`. */
  readonly what: string;
}

/** A repository at one of the places where it can be read. */
export interface Repository {
  readonly subject: Subject;
  /**
   * Asks, with a token where the registry wants one. A 401 is met once: a second one is the answer.
   *
   * @throws RegistryFailure when there is no answer, or no token; the signal's reason when cancelled
   */
  ask(request: RepositoryRequest): Promise<RegistryAnswer>;
}

/** Opens a repository. Nothing is sent yet. */
export function openRepository(
  endpoint: Endpoint,
  subject: Subject,
  connection: { readonly transport: Transport; readonly authorizer: Authorizer },
  signal: AbortSignal,
): Repository {
  const { transport, authorizer } = connection;
  const authorize = (origin: string): Promise<string | undefined> =>
    authorizer.expected({ origin, subject }, signal);

  return {
    subject,
    async ask({ kind, name, ...rest }) {
      const request = { ...rest, url: addressOf(endpoint, subject, kind, name), signal, authorize };
      const answer = await transport.send(request);
      if (answer.status !== 401) return answer;
      const { origin, challenges, authorization } = answer;
      await authorizer.answer({ origin, subject }, challenges, authorization, signal);
      return transport.send(request);
    },
  };
}

function addressOf(endpoint: Endpoint, subject: Subject, kind: string, name: string): URL {
  const path = `/v2${endpoint.prefix}/${subject.repository}/${kind}/${name}`;
  // What is a host in a reference may be none in a URL: its port is too large, say.
  if (!URL.canParse(path, endpoint.origin)) {
    throw failure(failures.invalidReference(subject.reference, 'its host is not a valid one'));
  }
  const url = new URL(path, endpoint.origin);
  if (endpoint.namespace !== undefined) url.searchParams.set('ns', endpoint.namespace);
  return url;
}
