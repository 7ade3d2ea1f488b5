import { setTimeout } from 'node:timers/promises';
import { say } from '../../core/language.ts';
import type { Authorization } from './authorization.ts';
import type { ContentName } from './contentNames.ts';
import { failure, failures } from './errors.ts';
import type { Content } from './exchange.ts';
import type { Endpoint } from './mirrors.ts';
import type { Quotas } from './quotas.ts';
import type { Subject } from './statusFailure.ts';
import type { Authorizer, Demand } from './tokens.ts';
import type { RegistryAnswer, RegistryRequest, Transport } from './transport.ts';

/** One thing of a repository that is asked for. */
interface RepositoryRequest {
  readonly method: RegistryRequest['method'];
  readonly kind: 'manifests' | 'blobs' | 'tags' | 'referrers' | 'catalog';
  /** Tag or digest; of the tags `list`; nothing of the catalog, which is of the whole registry. */
  readonly name: string;
  /** With its question mark, e.g. `?n=100`. */
  readonly query?: string;
  readonly accept?: string;
  /** Largest accepted body, in bytes. */
  readonly limit: number;
  /** For messages, e.g. `manifest`. */
  readonly what: ContentName;
  readonly range?: string;
  readonly content?: Content;
  readonly receive?: (body: AsyncIterable<Buffer>) => Promise<void>;
}

/** A request to an address that the registry has given, e.g. of an upload. */
interface AddressedRequest extends Omit<RepositoryRequest, 'kind' | 'name' | 'query'> {
  /** Of the registry's own origin, or wherever it wants the bytes. */
  readonly url: URL;
}

/** A repository at one of the places where it can be read. */
export interface Repository {
  readonly subject: Subject;
  /** Where the login was kept that the last answer was given for; absent without one. */
  readonly credential: string | undefined;
  /**
   * Asks, with a token where the registry wants one. A 401 is met once: a second one is the answer.
   *
   * @throws RegistryFailure when there is no answer, or no token; the signal's reason when cancelled
   */
  ask(request: RepositoryRequest): Promise<RegistryAnswer>;
}

/** A repository that can be written to, if the user may. */
export interface WritableRepository extends Repository {
  /** As `ask`, at an address that the registry has given. It is not tried a second time. */
  askAt(request: AddressedRequest): Promise<RegistryAnswer>;
}

/** What a repository is read with. */
interface RepositoryConnection {
  readonly transport: Transport;
  readonly authorizer: Authorizer;
  readonly quotas: Quotas;
}

/** What is often gone at the second try, which containerd 2.3 makes as well (core/remotes/docker). */
const passing: readonly number[] = [500, 502, 503, 504];

/** Time until the second try, in ms. */
const secondTry = 200;

/**
 * Opens a repository. Nothing is sent yet.
 *
 * @param scopes what tokens are asked for besides reading it, e.g. `repository:team/app:pull,push`
 */
export function openRepository(
  endpoint: Endpoint,
  subject: Subject,
  connection: RepositoryConnection,
  signal: AbortSignal,
  scopes: readonly string[] = [],
): WritableRepository {
  const { transport, authorizer, quotas } = connection;
  const demandOf = (origin: string): Demand => {
    return { origin, subject, mayLogIn: origin === endpoint.origin, scopes };
  };
  const authorize = (origin: string): Promise<Authorization | undefined> =>
    authorizer.expected(demandOf(origin), signal);
  let credential: string | undefined;

  function note({ origin, authorization, headers }: RegistryAnswer): void {
    if (origin !== endpoint.origin) return;
    credential = authorization?.login.source;
    quotas.note(endpoint.host, headers);
  }

  async function send(request: RegistryRequest): Promise<RegistryAnswer> {
    let answer = await transport.send(request);
    if (passing.includes(answer.status) && answer.headers['retry-after'] === undefined) {
      await setTimeout(secondTry, undefined, { signal });
      answer = await transport.send(request);
    }
    note(answer);
    return answer;
  }

  async function sendOnce(request: RegistryRequest): Promise<RegistryAnswer> {
    const answer = await transport.send(request);
    note(answer);
    return answer;
  }

  /** Meets a 401 once. */
  async function admitted(
    request: RegistryRequest,
    sending: (request: RegistryRequest) => Promise<RegistryAnswer>,
  ): Promise<RegistryAnswer> {
    const answer = await sending(request);
    if (answer.status !== 401) return answer;
    const { origin, challenges, authorization } = answer;
    await authorizer.answer(demandOf(origin), challenges, authorization, signal);
    return sending(request);
  }

  return {
    subject,
    get credential() {
      return credential;
    },
    async ask({ kind, name, query = '', ...more }) {
      const isCatalog = kind === 'catalog';
      const rest = isCatalog ? '_catalog' : `${subject.repository}/${kind}/${name}`;
      const url = addressOf(endpoint, subject, rest);
      url.search = query;
      if (endpoint.namespace !== undefined) url.searchParams.set('ns', endpoint.namespace);
      return admitted({ ...more, url, signal, authorize }, send);
    },
    askAt: (request) => admitted({ ...request, signal, authorize }, sendOnce),
  };
}

function addressOf(endpoint: Endpoint, subject: Subject, rest: string): URL {
  const path = `/v2${endpoint.prefix}/${rest}`;
  // What is a host in a reference may be none in a URL: its port is too large, say.
  if (!URL.canParse(path, endpoint.origin)) {
    throw failure(failures.invalidReference(subject.reference, say('its host is not a valid one')));
  }
  return new URL(path, endpoint.origin);
}
