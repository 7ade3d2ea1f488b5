import * as z from 'zod/mini';
import type { Authorization, Login } from './authorization.ts';
import type { ChosenCredential } from './credentials.ts';
import { failure, failures } from './errors.ts';
import { quoteBody } from './quotedText.ts';
import { statusFailure, type Subject } from './statusFailure.ts';
import type { RegistryAnswer, RegistryRequest, Transport } from './transport.ts';

/** What a token is asked for with. */
export interface TokenRequest {
  readonly realm: string;
  readonly service?: string | undefined;
  readonly scopes: readonly string[];
}

/** What opens a repository for a while. */
export interface Token {
  readonly authorization: Authorization;
  /** In ms; shorter than the token server said, so that it does not end on its way. */
  readonly life: number;
  /** When its life began, in ms since the epoch, where the token server says so. */
  readonly issuedAt?: number;
}

/** Who asks for a token. */
export interface TokenVisitor {
  readonly subject: Subject;
  readonly credential: ChosenCredential;
  readonly login: Login;
}

/** Token answers are a few KB; what is larger is something else. */
const tokenLimit = 1024 * 1024;

/** The registry token specification's default for `expires_in`, in seconds. */
const defaultLife = 60;

/** A token is used for this part of its life. */
const usedLife = 0.9;

/**
 * Answers of token servers that do not know the POST form: distribution (405), Google (404), JFrog
 * Artifactory (401), ACR (400), as containerd 2.3 lists them (core/remotes/docker/authorizer.go).
 * A redirect is not followed with a password in the body.
 */
const withoutPost: readonly number[] = [301, 302, 303, 307, 308, 400, 401, 404];

/** The same, but not for identity tokens, which mean nothing to a server that knows no POST. */
const withoutPasswordPost = 405;

/** Token servers say in all these ways that nobody gets in like this. */
const noEntry: readonly number[] = [400, 401, 403, 404];

/** What may stand in a header, at a length that servers accept. An empty one counts as absent. */
const tokenText = z.string().check(z.regex(/^[\x21-\x7e]{0,16384}$/));

/**
 * CNCF distribution: token authentication specification, "Token response fields". A `refresh_token` is
 * left where it is: BuildKit 0.32 and containerd 2.3 ask for none (`access_type=offline`) and use none
 * but the identity token that `docker login` has kept.
 */
const tokenAnswer = z.object({
  token: z.optional(tokenText),
  access_token: z.optional(tokenText),
  issued_at: z.catch(z.optional(z.string()), undefined),
  // Some servers send null or a string: the default then holds, as when nothing is said.
  expires_in: z.catch(z.number().check(z.positive()), defaultLife),
});

/**
 * Asks a token server for a token: with a login by POST (OAuth 2), or by GET with Basic where the
 * server does not know that; without one by GET alone. As BuildKit 0.32 does
 * (session/auth/authprovider).
 *
 * @throws RegistryFailure when it gives none; the signal's reason when cancelled
 */
export async function requestToken(
  request: TokenRequest,
  visitor: TokenVisitor,
  transport: Transport,
  signal: AbortSignal,
): Promise<Token> {
  const { subject, credential, login } = visitor;
  const secret = secretOf(credential);
  const send = (wire: TokenWire): Promise<RegistryAnswer> =>
    transport.send({ ...wire, limit: tokenLimit, what: 'token', signal });
  const posted = secret === undefined ? undefined : await send(postOf(request, credential));
  const answer =
    posted && !isWithoutPost(posted, credential) ? posted : await send(getOf(request, visitor));
  if (noEntry.includes(answer.status)) {
    const quote = quoteBody(answer.body.toString('utf8'), secret);
    const { host, repository } = subject;
    const isLoginItself = login.source !== undefined && [400, 401].includes(answer.status);
    throw failure(
      isLoginItself
        ? failures.loginRejected(host, login, quote)
        : failures.loginRequired(host, repository, login, quote),
    );
  }
  if (answer.status !== 200) throw statusFailure(answer, subject);
  const { token, life, issuedAt } = readToken(answer.body, answer.host);
  return {
    authorization: { header: `Bearer ${token}`, login },
    life: life * usedLife * 1000,
    ...(!Number.isNaN(issuedAt) && { issuedAt }),
  };
}

function isWithoutPost({ status }: RegistryAnswer, credential: ChosenCredential): boolean {
  if (status === withoutPasswordPost) return credential.identitytoken === undefined;
  return withoutPost.includes(status);
}

/** The `Basic` header of a user's name and password. */
export function basicHeader(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function secretOf({ password, identitytoken }: ChosenCredential): string | undefined {
  return identitytoken ?? password;
}

type TokenWire = Pick<RegistryRequest, 'method' | 'url' | 'content' | 'authorize'>;

function postOf({ realm, service, scopes }: TokenRequest, credential: ChosenCredential): TokenWire {
  const { username = '', password = '', identitytoken } = credential;
  const form = new URLSearchParams({ client_id: 'multiarch', scope: scopes.join(' ') });
  if (service !== undefined) form.set('service', service);
  if (identitytoken === undefined) {
    form.set('grant_type', 'password');
    form.set('username', username);
    form.set('password', password);
  } else {
    form.set('grant_type', 'refresh_token');
    form.set('refresh_token', identitytoken);
  }
  const bytes = Buffer.from(form.toString());
  const type = 'application/x-www-form-urlencoded';
  const content = { type, length: bytes.length, open: () => bytes };
  return { method: 'POST', url: new URL(realm), content };
}

function getOf(
  { realm, service, scopes }: TokenRequest,
  { credential, login }: TokenVisitor,
): TokenWire {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const { origin } = url;
  const secret = secretOf(credential);
  const authorization = secret === undefined ? undefined : basic(credential.username, secret);
  return {
    method: 'GET',
    url,
    // A login is for the token server alone, wherever that redirects to.
    authorize: (target) => Promise.resolve(target === origin ? authorization : undefined),
  };

  function basic(username = '', password: string): Authorization {
    return { header: basicHeader(username, password), login };
  }
}

/** `issuedAt` is NaN where the server does not say it. Of two tokens BuildKit takes `access_token`. */
function readToken(body: Buffer, host: string): { token: string; life: number; issuedAt: number } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw failure(failures.notJson(host, 'token'));
  }
  const fields = z.safeParse(tokenAnswer, parsed);
  // An empty text is no token.
  const token = [fields.data?.access_token, fields.data?.token].find(Boolean);
  if (!fields.success || token === undefined) throw failure(failures.badToken(host));
  const { expires_in: life, issued_at: issued = '' } = fields.data;
  return { token, life, issuedAt: Date.parse(issued) };
}
