import type { UnknownCode, UnknownReason } from '../../core/facts.ts';
import { isLinkLocalHost } from '../../core/image/linkLocal.ts';
import type { Login } from './authorization.ts';
import { quotaText, type Quota } from './quotas.ts';

/** A look-up that ended without an answer. Thrown inside this folder, never out of it. */
export class RegistryFailure extends Error {
  readonly reason: UnknownReason;
  /** Whether anything else asked of this host would end in the same way. */
  readonly concerns: 'host' | 'request';
  /** How long the host wants to be left alone, in ms from now. */
  readonly pause: number | undefined;

  constructor(reason: UnknownReason, concerns: 'host' | 'request', pause?: number) {
    super(reason.message);
    this.reason = reason;
    this.concerns = concerns;
    this.pause = pause;
  }
}

/** A host whose certificate comes from an authority that is not among those that are trusted. */
export class UnknownAuthority extends RegistryFailure {}

/**
 * One factory per way in which a look-up can end without an answer. Each message says what
 * happened, to which host or reference, why, and what to do next. `quote` is text of the registry
 * that {@link quoteBody} has made safe to show.
 */
export const failures = {
  invalidReference: (text: string, problem: string) =>
    reason('malformed', `“${printable(text)}” is not an image reference: ${printable(problem)}.`),

  // Not allowed to ask.
  untrusted: (host: string) =>
    reason(
      'untrusted',
      `${host} was not asked, because this workspace is not trusted. Trust the workspace to look up its images.`,
    ),
  lookupsOff: (host: string) =>
    reason(
      'lookups-off',
      `${host} was not asked, because look-ups are off. Set multiarch.registry.lookups to on or ask to allow them.`,
    ),
  hostNotAllowed: (host: string) =>
    reason(
      'host-not-allowed',
      `${host} was not asked, because it is not among the hosts that may be asked in the background. Add ${host} to multiarch.registry.allowedHosts to allow it.`,
    ),

  /** The registry's own failure, when a mirror was asked before it: with one advice. */
  afterMirror: (own: UnknownReason, mirror: UnknownReason) => reason(own.code, joined(own, mirror)),

  spared: (host: string, what: string) =>
    reason(
      'spared',
      `The ${what} was not read, because ${host} counts it as a pull. Open it to read it.`,
    ),

  // No connection.
  nameNotFound: (host: string) =>
    reason(
      'unreachable',
      `The name ${host} cannot be resolved. Check its spelling and the network connection.`,
    ),
  refused: (host: string) =>
    reason(
      'unreachable',
      `${host} refuses the connection. Check that the registry is running and that the port is right.`,
    ),
  noTls: (host: string) =>
    reason(
      'unreachable',
      `${host} does not speak https.${adviceOn(host, 'it is a plain http registry that you trust')}`,
    ),
  untrustedCertificate: (host: string, code: string) =>
    reason(
      'unreachable',
      `The certificate of ${host} is not trusted (${code}). Add its certificate authority to those that this computer trusts, or to docker's folder certs.d/${host}.`,
    ),
  badCertificates: (host: string) =>
    reason(
      'unreachable',
      `${host} was not asked, because what docker's folder certs.d/${host} holds is no certificate or no key. Check the files in it.`,
    ),
  proxyUnreachable: (proxy: string, code: string) =>
    reason(
      'unreachable',
      `The proxy ${proxy} cannot be reached (${code}). Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or http.proxy in VS Code.`,
    ),
  proxyTimeout: (proxy: string, limit: number) =>
    reason(
      'timeout',
      `The proxy ${proxy} made no connection within ${seconds(limit)}. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or http.proxy in VS Code.`,
    ),
  proxyWantsLogin: (target: string) =>
    reason(
      'unreachable',
      `The proxy in front of ${target} wants a login. Put it into the address in HTTP_PROXY.`,
    ),
  proxyRefuses: (proxy: string, target: string, status: number) =>
    reason(
      'unreachable',
      status === 407
        ? `The proxy ${proxy} wants a login. Put it into the address in HTTPS_PROXY.`
        : `The proxy ${proxy} does not connect to ${target}: HTTP status ${status}. Add the host to NO_PROXY if it can be reached without a proxy.`,
    ),
  disconnected: (host: string, code: string) =>
    reason(
      'unreachable',
      `The connection to ${host} failed (${code}). Check the network connection and try again.`,
    ),
  truncated: (host: string) =>
    reason(
      'unreachable',
      `The connection to ${host} broke before the whole answer had arrived. Try again.`,
    ),
  connectTimeout: (host: string, limit: number) =>
    reason(
      'timeout',
      `No connection to ${host} within ${seconds(limit)}. Check the network connection, or whether a proxy or firewall is in between.`,
    ),
  answerTimeout: (host: string, limit: number) =>
    reason('timeout', `${host} gave no complete answer within ${seconds(limit)}. Try again later.`),

  // Refused by the registry.
  loginRequired: (host: string, repository: string, login: Login, quote: string) =>
    reason(
      'denied',
      login.source === undefined
        ? `${host} does not let ${repository} be read without login${quote}. The repository does not exist, or is private: check the name, or run docker login ${host}.${withoutLogin(login)}`
        : `${host} does not let ${repository} be read with the login from ${login.source}${quote}. The repository does not exist, or that login may not read it: check the name, or run docker login ${host} as someone who may.`,
    ),
  loginRejected: (host: string, login: Login, quote: string) =>
    reason(
      'denied',
      `${host} rejects the login that docker has for it, from ${login.source ?? 'nowhere'}${quote}. Run docker login ${host} again, or docker logout ${host} to go without.`,
    ),
  unusableChallenge: (host: string, schemes: string) =>
    reason(
      'denied',
      `${host} asks for a login of an unknown kind (${schemes}). Only Bearer and Basic are supported.`,
    ),
  forbidden: (host: string, repository: string, login: Login, quote: string) =>
    reason(
      'denied',
      login.source === undefined
        ? `${host} forbids reading ${repository} without login${quote}. Check the name, run docker login ${host}, or ask its owner for access.${withoutLogin(login)}`
        : `${host} forbids reading ${repository} with the login from ${login.source}${quote}. Check the name, or ask its owner for access.`,
    ),
  notFound: (host: string, reference: string) =>
    reason(
      'not-found',
      `${host} has no ${reference}. Check the spelling of the repository and of the tag or digest.`,
    ),
  noPlatform: (reference: string, platform: string) =>
    reason(
      'not-found',
      `${reference} has no image for ${platform}. Choose another tag, or another platform.`,
    ),
  noConfig: (reference: string) =>
    reason(
      'malformed',
      `${reference} is no image that a build can start from: it has no image config.`,
    ),
  rateLimited: (host: string, login: Login, retryAfter: string | undefined, quote: string) =>
    reason(
      'rate-limited',
      `${host} has had too many requests from here${quote}. ${retryAfter ? `It can be asked again ${retryAfter}` : 'Try again later'}${login.source === undefined ? `; a login (docker login ${host}) raises the limit on most registries` : ''}.`,
    ),
  halfUsed: (host: string, quota: Quota) =>
    reason(
      'rate-limited',
      `${host} was not asked in the background any more, so that the pulls that are left stay for you: ${quotaText(quota)}. Ask for the image yourself, or run docker login to have more.`,
    ),
  serverError: (host: string, status: number, quote: string) =>
    reason(
      'failed',
      `${host} has a problem of its own: HTTP status ${status}${quote}. Try again later.`,
    ),
  unexpectedStatus: (host: string, status: number, quote: string) =>
    reason(
      'failed',
      `${host} gave an unexpected answer: HTTP status ${status}${quote}. Check that it is a container registry.`,
    ),

  // Answers that are not what the specification says.
  tooLarge: (host: string, what: string, limit: number) =>
    reason(
      'malformed',
      `The ${what} from ${host} was not read, because it is larger than ${limit} bytes. Real ones are much smaller: check that ${host} is a container registry.`,
    ),
  encoded: (host: string, encoding: string) =>
    reason(
      'malformed',
      `${host} compressed its answer (${printable(encoding)}) although it was asked not to. Check the proxy in between.`,
    ),
  notHttp: (host: string, code: string) =>
    reason(
      'malformed',
      `${host} does not answer in HTTP (${code}). Check that it is a container registry and that the port is right.`,
    ),
  webPage: (host: string) =>
    reason(
      'malformed',
      `${host} answered with a web page instead of a manifest. A login page of the network may be in between (open a browser to see it), or ${host} is not a container registry.`,
    ),
  notJson: (host: string, what: string) =>
    reason(
      'malformed',
      `The ${what} from ${host} is not JSON. Check that it is a container registry and that no proxy changes its answers.`,
    ),
  unreadable: (host: string, what: string, problem: string) =>
    reason('malformed', `The ${what} from ${host} cannot be used: ${printable(problem)}.`),
  wrongDigest: (host: string, what: string, expected: string, actual: string) =>
    reason(
      'malformed',
      `The ${what} from ${host} was not used: its digest is ${actual}, but ${printable(expected)} was promised. A proxy or the registry has changed it.`,
    ),
  wrongLength: (host: string, what: string, expected: number, actual: number) =>
    reason(
      'malformed',
      `The ${what} from ${host} was not used: it has ${actual} bytes, but ${expected} were promised. The image was pushed by a program that writes wrong sizes, and cannot be pulled.`,
    ),
  unknownDigest: (host: string, digest: string) =>
    reason('malformed', `${host} named a digest that cannot be verified: ${printable(digest)}.`),

  // Hops.
  tooManyRedirects: (host: string, limit: number) =>
    reason(
      'failed',
      `${host} redirects without end (more than ${limit} times). The registry, or the proxy in front of it, is set up wrongly.`,
    ),
  refusedRedirect: (host: string, target: string) =>
    reason(
      'failed',
      `${host} redirects to ${target}, which was not followed, because that would not be encrypted.${adviceOn(target, 'you trust it')}`,
    ),
  badRedirect: (host: string) =>
    reason(
      'malformed',
      `${host} redirects to an address that is not one of http or https. The registry is set up wrongly.`,
    ),
  plainTokenServer: (host: string, tokenHost: string) =>
    reason(
      'failed',
      `${host} sends logins to ${tokenHost} without encryption, which was not followed. The registry is set up wrongly.`,
    ),
  badRealm: (host: string) =>
    reason(
      'malformed',
      `${host} asks for a token but does not say where to get it. The registry is set up wrongly.`,
    ),
  badToken: (host: string) =>
    reason(
      'malformed',
      `The token from ${host} cannot be used. The registry, or a proxy in between, is set up wrongly.`,
    ),
} as const;

/** The setting is no advice for a host that is none of the user's: it would send logins there. */
function adviceOn(host: string, condition: string): string {
  const isKnown = URL.canParse(`https://${host}`);
  // As the request would write it: an IPv4 address may be given as one number, too.
  const written = isKnown ? new URL(`https://${host}`).host : host;
  return isLinkLocalHost(written)
    ? ''
    : ` If ${condition}, add it to multiarch.registry.insecure in the editor, and for the command line to insecure-registries of the Docker engine.`;
}

/** Wraps the reason why one request failed. */
export function failure(why: UnknownReason): RegistryFailure {
  return new RegistryFailure(why, 'request');
}

/**
 * Wraps the reason why a host cannot be asked for now, whatever the question.
 *
 * @param pause how long it wants to be left alone, in ms, if it says so
 */
export function hostFailure(why: UnknownReason, pause?: number): RegistryFailure {
  return new RegistryFailure(why, 'host', pause);
}

/**
 * What a registry wrote in the body of an error, as ` (“…”)` for the middle of a sentence, or
 * nothing. One printable line of at most 200 characters: of JSON the first error's message (or code),
 * of other text nothing but its first line, of web pages nothing.
 *
 * @param secret what is not repeated: a body that holds it is not quoted at all
 */
export function quoteBody(body: string, secret = ''): string {
  if (secret !== '' && body.includes(secret)) return '';
  const line = printable(errorMessage(body) ?? (/^\s*[<{[]/.test(body) ? '' : body));
  return line === '' ? '' : ` (“${line}”)`;
}

/** The first printable line of a text, at most 200 characters. */
export function printable(text: string): string {
  const line =
    text
      .slice(0, 2000)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  const clean = line.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]+/gu, ' ').trim();
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean;
}

/** The error shape of the OCI distribution specification 1.1, and of token servers. */
function errorMessage(body: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const first = field(field(parsed, 'errors'), '0');
  const candidates = [
    field(first, 'message'),
    field(first, 'code'),
    field(parsed, 'details'),
    field(parsed, 'message'),
  ];
  return candidates.find((text): text is string => typeof text === 'string' && text !== '');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function reason(code: UnknownCode, message: string): UnknownReason {
  return { code, message };
}

/**
 * The advice is that of the registry, which is behind all its mirrors. Only where it answers that it has no
 * such image, what kept the mirror from answering may be what is wrong.
 */
function joined(own: UnknownReason, mirror: UnknownReason): string {
  const isMirrorAtFault = own.code === 'not-found' && mirror.code !== 'not-found';
  const [registry, before] = isMirrorAtFault
    ? [withoutAdvice(own.message), mirror.message]
    : [own.message, withoutAdvice(mirror.message)];
  return `${registry} A mirror was asked before: ${before}`;
}

/** What has happened, without what to do; a full stop within a quotation ends nothing. */
function withoutAdvice(message: string): string {
  return /^(?:[^“.]|“[^”]*”|\.(?! ))*\./.exec(message)?.[0] ?? message;
}

function withoutLogin({ problem }: Login): string {
  return problem === undefined ? '' : ` Docker has no login for it now: ${printable(problem)}.`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
