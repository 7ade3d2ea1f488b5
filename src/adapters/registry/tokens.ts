import * as z from 'zod/mini';
import { parseChallenge, type Challenge } from './challenge.ts';
import { failure, failures, printable } from './errors.ts';
import { createInFlight } from './inFlight.ts';
import { createLru } from './lru.ts';
import { statusFailure, type Subject } from './statusFailure.ts';
import type { Transport } from './transport.ts';

/** Who wants a token, and what for. */
interface Demand {
  /** Scheme, host and port that the request goes to: the registry, or where it has redirected. */
  readonly origin: string;
  readonly subject: Subject;
}

/** Gets the tokens that registries ask for; without credentials, so for public images only. */
export interface Authorizer {
  /**
   * The `Authorization` header to send at once, because the registry has asked for one before;
   * undefined when it has not.
   */
  expected(demand: Demand, signal: AbortSignal): Promise<string | undefined>;
  /**
   * The `Authorization` header that answers a 401.
   *
   * @param rejected the header that the 401 rejected: it is not given again from the cache
   * @throws RegistryFailure when the challenge cannot be met or the token server gives nothing
   */
  answer(
    demand: Demand,
    challenges: readonly string[],
    rejected: string | undefined,
    signal: AbortSignal,
  ): Promise<string>;
  /** Cancels requests for tokens. */
  cancelAll(reason: Error): void;
}

/** What an authorizer works with. */
export interface AuthorizerOptions {
  readonly transport: Transport;
  readonly mayUsePlainHttp: (host: string) => boolean;
  /** Present time in ms since the epoch. */
  readonly now: () => number;
}

/** What a token is asked for with. */
interface TokenRequest {
  readonly realm: string;
  readonly service?: string | undefined;
  readonly scopes: readonly string[];
}

interface Token {
  readonly authorization: string;
  /** In ms since the epoch. */
  readonly until: number;
}

/** Token answers are a few KB; what is larger is something else. */
const tokenLimit = 1024 * 1024;

/** The registry token specification's default for `expires_in`, in seconds. */
const defaultLife = 60;

/** A token is used for this part of its life, so that it does not expire on its way. */
const usedLife = 0.9;

/** How many tokens and registries' demands are remembered. */
const remembered = 1000;

/** What may stand in a header, at a length that servers accept. */
const tokenText = z.string().check(z.regex(/^[\x21-\x7e]{1,16384}$/));

/** CNCF distribution: token authentication specification, "Token response fields". */
const tokenAnswer = z.object({
  token: z.optional(tokenText),
  access_token: z.optional(tokenText),
  // Some servers send null or a string: the default then holds, as when nothing is said.
  expires_in: z.catch(z.number().check(z.positive()), defaultLife),
});

/** Makes an authorizer with an empty memory. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { transport, now } = options;
  const tokens = createLru<Token>(remembered);
  const learned = createLru<TokenRequest>(remembered);
  const running = createInFlight<Token>();

  async function authorization(
    request: TokenRequest,
    subject: Subject,
    signal: AbortSignal,
    rejected?: string,
  ): Promise<string> {
    const key = JSON.stringify([request.realm, request.service, request.scopes]);
    const kept = tokens.get(key);
    if (kept && kept.until > now() && kept.authorization !== rejected) return kept.authorization;
    const token = await running.join(key, signal, (shared) => fetchToken(request, subject, shared));
    tokens.set(key, token);
    return token.authorization;
  }

  async function fetchToken(
    request: TokenRequest,
    subject: Subject,
    signal: AbortSignal,
  ): Promise<Token> {
    const url = new URL(request.realm);
    if (request.service !== undefined) url.searchParams.set('service', request.service);
    for (const scope of request.scopes) url.searchParams.append('scope', scope);
    const answer = await transport.send({
      method: 'GET',
      url,
      limit: tokenLimit,
      what: 'token',
      signal,
    });
    // Token servers say in all these ways that nobody gets in without a login.
    const noEntry = [400, 401, 403, 404].includes(answer.status);
    if (noEntry) throw statusFailure({ ...answer, status: 401 }, subject);
    if (answer.status !== 200) throw statusFailure(answer, subject);
    const fields = readToken(answer.body, answer.host);
    return {
      authorization: `Bearer ${fields.token}`,
      until: now() + fields.life * usedLife * 1000,
    };
  }

  return {
    async expected({ origin, subject }, signal) {
      const exact = learned.get(`${origin} ${subject.repository}`);
      if (exact) return authorization(exact, subject, signal);
      const other = learned.get(origin);
      return other && authorization({ ...other, scopes: [pullScope(subject)] }, subject, signal);
    },
    async answer({ origin, subject }, challenges, rejected, signal) {
      const { params } = usableChallenge(challenges, subject);
      const scopes = [pullScope(subject), ...(params['scope'] ?? '').split(' ')];
      const request: TokenRequest = {
        realm: checkRealm(params['realm'], origin, options.mayUsePlainHttp),
        service: params['service'],
        scopes: [...new Set(scopes)].filter((scope) => scope !== '').sort(),
      };
      learned.set(`${origin} ${subject.repository}`, request);
      learned.set(origin, request);
      return authorization(request, subject, signal, rejected);
    },
    cancelAll(reason) {
      running.cancelAll(reason);
    },
  };
}

function pullScope({ repository }: Subject): string {
  return `repository:${repository}:pull`;
}

/** The strongest challenge, if it is one that can be met without a credential. */
function usableChallenge(headers: readonly string[], subject: Subject): Challenge {
  const challenges = parseChallenge(headers);
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer) return bearer;
  if (challenges.some(({ scheme }) => scheme === 'basic')) {
    throw failure(failures.loginRequired(subject.host, subject.repository, ''));
  }
  const schemes = headers.map((header) => printable(header.split(/[ ,]/, 1)[0] ?? ''));
  throw failure(failures.unusableChallenge(subject.host, schemes.join(', ') || 'none named'));
}

/** A token server must be as well protected as its registry: its answers open the repository. */
function checkRealm(
  realm: string | undefined,
  origin: string,
  mayUsePlainHttp: (host: string) => boolean,
): string {
  const registry = new URL(origin);
  const url = realm !== undefined && URL.canParse(realm) ? new URL(realm) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw failure(failures.badRealm(registry.host));
  }
  const mayBePlain = url.origin === origin || mayUsePlainHttp(url.host);
  if (url.protocol === 'http:' && !(registry.protocol === 'http:' && mayBePlain)) {
    throw failure(failures.plainTokenServer(registry.host, url.host));
  }
  return url.href;
}

function readToken(body: Buffer, host: string): { token: string; life: number } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw failure(failures.notJson(host, 'token'));
  }
  const fields = z.safeParse(tokenAnswer, parsed);
  const token = fields.data?.token ?? fields.data?.access_token;
  if (!fields.success || token === undefined) throw failure(failures.badToken(host));
  return { token, life: fields.data.expires_in };
}
