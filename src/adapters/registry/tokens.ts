import type { Authorization, Login } from './authorization.ts';
import { parseChallenge } from './challenge.ts';
import { noCredential, type FindCredential, type HostCredential } from './credentialSource.ts';
import { failure, failures } from './errors.ts';
import { printable } from './quotedText.ts';
import { createInFlight } from './inFlight.ts';
import { createLru } from './lru.ts';
import { mergeScopes } from './scopes.ts';
import type { Subject } from './statusFailure.ts';
import {
  basicHeader,
  requestToken,
  type Token,
  type TokenRequest,
  type TokenVisitor,
} from './tokenRequest.ts';
import type { Transport } from './transport.ts';

/** Who wants to be let in, and where. */
export interface Demand {
  /** Scheme, host and port that the request goes to: the registry, or where it has redirected. */
  readonly origin: string;
  readonly subject: Subject;
  /** Whether it goes to the host that the user named: another one is never shown a login. */
  readonly mayLogIn: boolean;
  /**
   * What is asked for besides reading the repository, so that one token does for all of a job, e.g.
   * `repository:team/app:pull,push`; nothing when left out.
   */
  readonly scopes?: readonly string[];
}

/** Gets what registries ask for before they answer: tokens, with or without the user's login. */
export interface Authorizer {
  /** What to send at once, because the registry has asked for it before; undefined when it has not. */
  expected(demand: Demand, signal: AbortSignal): Promise<Authorization | undefined>;
  /**
   * What answers a 401.
   *
   * @param rejected what the 401 rejected: it is not given again
   * @throws RegistryFailure when the challenge cannot be met or the token server gives nothing
   */
  answer(
    demand: Demand,
    challenges: readonly string[],
    rejected: Authorization | undefined,
    signal: AbortSignal,
  ): Promise<Authorization>;
  /** Cancels requests for tokens. */
  cancelAll(reason: Error): void;
}

/** What an authorizer works with. */
export interface AuthorizerOptions {
  readonly transport: Transport;
  readonly findCredential: FindCredential;
  readonly mayUsePlainHttp: (host: string) => boolean;
  /** Present time in ms since the epoch. */
  readonly now: () => number;
}

/** What a registry wants: a token, or name and password themselves. */
type Wish = TokenRequest | 'basic';

interface Visitor extends TokenVisitor {
  readonly version: number;
}

interface KeptToken extends Token {
  /** In ms since the epoch. */
  readonly until: number;
}

/** How many tokens and registries' wishes are remembered. */
const remembered = 1000;

/** Makes an authorizer with an empty memory. */
export function createAuthorizer(options: AuthorizerOptions): Authorizer {
  const { transport, now } = options;
  const tokens = createLru<KeptToken>(remembered);
  const learned = createLru<Wish>(remembered);
  const running = createInFlight<Token>();

  async function meet(
    wish: Wish,
    { subject, mayLogIn }: Demand,
    signal: AbortSignal,
    rejected?: Authorization,
  ): Promise<Authorization> {
    const found = mayLogIn ? await options.findCredential(subject.host, signal) : noCredential;
    const visitor = { subject, ...found, login: loginOf(found) };
    const direct = directly(wish, visitor);
    if (direct && direct.header === rejected?.header) {
      throw failure(failures.loginRejected(subject.host, visitor.login, ''));
    }
    if (direct) return direct;
    if (wish === 'basic') {
      throw failure(failures.loginRequired(subject.host, subject.repository, visitor.login, ''));
    }
    return tokenFor(wish, visitor, signal, rejected);
  }

  async function tokenFor(
    wish: TokenRequest,
    visitor: Visitor,
    signal: AbortSignal,
    rejected: Authorization | undefined,
  ): Promise<Authorization> {
    const { subject, login, version } = visitor;
    // What is got without a login is the same for everyone.
    const owner = login.source === undefined ? login : [subject.host, version];
    const key = JSON.stringify([owner, wish.realm, wish.service, wish.scopes]);
    const kept = tokens.get(key);
    if (kept && kept.until > now() && kept.authorization.header !== rejected?.header) {
      return kept.authorization;
    }
    const token = await running.join(key, signal, (shared) =>
      requestToken(wish, visitor, transport, shared),
    );
    tokens.set(key, { ...token, until: endOf(token, now()) });
    return token.authorization;
  }

  return {
    async expected(demand, signal) {
      const { origin } = demand;
      const exact = learned.get(keyOf(demand));
      if (exact) return meet(exact, demand, signal);
      const other = learned.get(origin);
      if (other === undefined || other === 'basic') return other && meet(other, demand, signal);
      return meet({ ...other, scopes: scopesOf(demand) }, demand, signal);
    },
    async answer(demand, challenges, rejected, signal) {
      const { origin } = demand;
      const key = keyOf(demand);
      const before = rejected ? learned.get(key) : undefined;
      const wish = withScopesOf(readWish(challenges, demand, options.mayUsePlainHttp), before);
      learned.set(key, wish);
      learned.set(origin, wish);
      return meet(wish, demand, signal, rejected);
    },
    cancelAll(reason) {
      running.cancelAll(reason);
    },
  };
}

/**
 * Until when a token is used. Some servers give one that somebody got before; a clock that is wrong must
 * not make it end before it has begun.
 */
function endOf({ life, issuedAt = Infinity }: Token, now: number): number {
  const end = issuedAt + life;
  return end > now ? Math.min(end, now + life) : now + life;
}

/** A token that was not enough is followed by one for all that was wanted so far, as in BuildKit 0.32. */
function withScopesOf(wish: Wish, before: Wish | undefined): Wish {
  if (wish === 'basic' || before === undefined || before === 'basic') return wish;
  if (wish.realm !== before.realm || wish.service !== before.service) return wish;
  return { ...wish, scopes: mergeScopes([...before.scopes, ...wish.scopes]) };
}

function loginOf({ credential: { source }, problem }: HostCredential): Login {
  return { ...(source !== undefined && { source }), ...(problem !== undefined && { problem }) };
}

/** What needs no token server: name and password where they are wanted, and a token that is kept. */
function directly(wish: Wish, { credential, login }: Visitor): Authorization | undefined {
  const { username, password, registrytoken } = credential;
  if (wish !== 'basic') {
    return registrytoken === undefined ? undefined : { header: `Bearer ${registrytoken}`, login };
  }
  return username && password ? { header: basicHeader(username, password), login } : undefined;
}

/** What a demand needs: a job that writes does not spoil the tokens of those that only read. */
function keyOf({ origin, subject, scopes = [] }: Demand): string {
  return [origin, subject.repository, ...scopes].join(' ');
}

function scopesOf({ subject, scopes = [] }: Demand): readonly string[] {
  return mergeScopes([`repository:${subject.repository}:pull`, ...scopes]);
}

/** The strongest challenge that can be met. */
function readWish(
  headers: readonly string[],
  demand: Demand,
  mayUsePlainHttp: (host: string) => boolean,
): Wish {
  const { origin, subject } = demand;
  const challenges = parseChallenge(headers);
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer) {
    const { realm, service, scope = '' } = bearer.params;
    return {
      realm: checkRealm(realm, origin, mayUsePlainHttp),
      service,
      scopes: mergeScopes([...scopesOf(demand), scope]),
    };
  }
  if (challenges.some(({ scheme }) => scheme === 'basic')) return 'basic';
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
