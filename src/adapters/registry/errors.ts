import type { UnknownReason } from '../../core/facts.ts';
import { say } from '../../core/language.ts';
import { adviceOn, answerFailures, reason } from './answerFailures.ts';
import type { Login } from './authorization.ts';
import { sayContent, type ContentName } from './contentNames.ts';
import { quotaText, type Quota } from './quotas.ts';
import { printable } from './quotedText.ts';

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
 * that `quoteBody` has made safe to show.
 */
export const failures = {
  invalidReference: (text: string, problem: string) =>
    reason(
      'malformed',
      say('“{0}” is not an image reference: {1}.', printable(text), printable(problem)),
    ),

  // Not allowed to ask.
  untrusted: (host: string) =>
    reason(
      'untrusted',
      say(
        '{0} was not asked, because this workspace is not trusted. Trust the workspace to look up its images.',
        host,
      ),
    ),
  lookupsOff: (host: string) =>
    reason(
      'lookups-off',
      say(
        '{0} was not asked, because look-ups are off. Set multiarch.registry.lookups to on or ask to allow them.',
        host,
      ),
    ),
  hostNotAllowed: (host: string) =>
    reason(
      'host-not-allowed',
      say(
        '{0} was not asked, because it is not among the hosts that may be asked in the background. Add {0} to multiarch.registry.allowedHosts to allow it.',
        host,
      ),
    ),

  /** The registry's own failure, when a mirror was asked before it: with one advice. */
  afterMirror: (own: UnknownReason, mirror: UnknownReason) => reason(own.code, joined(own, mirror)),

  spared: (host: string, what: ContentName) =>
    reason(
      'spared',
      say(
        'The {0} was not read, because {1} counts it as a pull. Open it to read it.',
        sayContent(what),
        host,
      ),
    ),

  // No connection.
  nameNotFound: (host: string) =>
    reason(
      'unreachable',
      say('The name {0} cannot be resolved. Check its spelling and the network connection.', host),
    ),
  refused: (host: string) =>
    reason(
      'unreachable',
      say(
        '{0} refuses the connection. Check that the registry is running and that the port is right.',
        host,
      ),
    ),
  noTls: (host: string) =>
    reason(
      'unreachable',
      say(
        '{0} does not speak https.{1}',
        host,
        adviceOn(host, say('it is a plain http registry that you trust')),
      ),
    ),
  untrustedCertificate: (host: string, code: string) =>
    reason(
      'unreachable',
      say(
        "The certificate of {0} is not trusted ({1}). Add its certificate authority to those that this computer trusts, or to docker's folder certs.d/{0}.",
        host,
        code,
      ),
    ),
  badCertificates: (host: string) =>
    reason(
      'unreachable',
      say(
        "{0} was not asked, because what docker's folder certs.d/{0} holds is no certificate or no key. Check the files in it.",
        host,
      ),
    ),
  proxyUnreachable: (proxy: string, code: string) =>
    reason(
      'unreachable',
      say(
        'The proxy {0} cannot be reached ({1}). Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or http.proxy in VS Code.',
        proxy,
        code,
      ),
    ),
  proxyTimeout: (proxy: string, limit: number) =>
    reason(
      'timeout',
      say(
        'The proxy {0} made no connection within {1}. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or http.proxy in VS Code.',
        proxy,
        seconds(limit),
      ),
    ),
  proxyWantsLogin: (target: string) =>
    reason(
      'unreachable',
      say(
        'The proxy in front of {0} wants a login. Put it into the address in HTTP_PROXY.',
        target,
      ),
    ),
  proxyRefuses: (proxy: string, target: string, status: number) =>
    reason(
      'unreachable',
      status === 407
        ? say('The proxy {0} wants a login. Put it into the address in HTTPS_PROXY.', proxy)
        : say(
            'The proxy {0} does not connect to {1}: HTTP status {2}. Add the host to NO_PROXY if it can be reached without a proxy.',
            proxy,
            target,
            status,
          ),
    ),
  disconnected: (host: string, code: string) =>
    reason(
      'unreachable',
      say(
        'The connection to {0} failed ({1}). Check the network connection and try again.',
        host,
        code,
      ),
    ),
  truncated: (host: string) =>
    reason(
      'unreachable',
      say('The connection to {0} broke before the whole answer had arrived. Try again.', host),
    ),
  connectTimeout: (host: string, limit: number) =>
    reason(
      'timeout',
      say(
        'No connection to {0} within {1}. Check the network connection, or whether a proxy or firewall is in between.',
        host,
        seconds(limit),
      ),
    ),
  answerTimeout: (host: string, limit: number) =>
    reason(
      'timeout',
      say('{0} gave no complete answer within {1}. Try again later.', host, seconds(limit)),
    ),

  // Refused by the registry.
  loginRequired: (host: string, repository: string, login: Login, quote: string) =>
    reason(
      'denied',
      login.source === undefined
        ? say(
            '{0} does not let {1} be read without login{2}. The repository does not exist, or is private: check the name, or run docker login {0}.{3}',
            host,
            repository,
            quote,
            withoutLogin(login),
          )
        : say(
            '{0} does not let {1} be read with the login from {2}{3}. The repository does not exist, or that login may not read it: check the name, or run docker login {0} as someone who may.',
            host,
            repository,
            login.source,
            quote,
          ),
    ),
  loginRejected: (host: string, login: Login, quote: string) =>
    reason(
      'denied',
      say(
        '{0} rejects the login that docker has for it, from {1}{2}. Run docker login {0} again, or docker logout {0} to go without.',
        host,
        login.source ?? 'nowhere',
        quote,
      ),
    ),
  unusableChallenge: (host: string, schemes: string) =>
    reason(
      'denied',
      say(
        '{0} asks for a login of an unknown kind ({1}). Only Bearer and Basic are supported.',
        host,
        schemes,
      ),
    ),
  forbidden: (host: string, repository: string, login: Login, quote: string) =>
    reason(
      'denied',
      login.source === undefined
        ? say(
            '{0} forbids reading {1} without login{2}. Check the name, run docker login {0}, or ask its owner for access.{3}',
            host,
            repository,
            quote,
            withoutLogin(login),
          )
        : say(
            '{0} forbids reading {1} with the login from {2}{3}. Check the name, or ask its owner for access.',
            host,
            repository,
            login.source,
            quote,
          ),
    ),
  notFound: (host: string, reference: string) =>
    reason(
      'not-found',
      say(
        '{0} has no {1}. Check the spelling of the repository and of the tag or digest.',
        host,
        reference.startsWith(`${host}/`) ? reference.slice(host.length + 1) : reference,
      ),
    ),
  noPlatform: (reference: string, platform: string) =>
    reason(
      'not-found',
      say(
        '{0} has no image for {1}. Choose another tag, or another platform.',
        reference,
        platform,
      ),
    ),
  noConfig: (reference: string) =>
    reason(
      'malformed',
      say('{0} is no image that a build can start from: it has no image config.', reference),
    ),
  rateLimited: (host: string, login: Login, retryAfter: string | undefined, quote: string) =>
    reason(
      'rate-limited',
      say(
        '{0} has had too many requests from here{1}. {2}{3}.',
        host,
        quote,
        retryAfter ? say('It can be asked again {0}', retryAfter) : say('Try again later'),
        login.source === undefined
          ? say('; a login (docker login {0}) raises the limit on most registries', host)
          : '',
      ),
    ),
  halfUsed: (host: string, quota: Quota) =>
    reason(
      'rate-limited',
      say(
        '{0} was not asked in the background any more, so that the pulls that are left stay for you: {1}. Ask for the image yourself, or run docker login to have more.',
        host,
        quotaText(quota),
      ),
    ),
  serverError: (host: string, status: number, quote: string) =>
    reason(
      'failed',
      say(
        '{0} has a problem of its own: HTTP status {1}{2}. Try again later.',
        host,
        status,
        quote,
      ),
    ),
  unexpectedStatus: (host: string, status: number, quote: string) =>
    reason(
      'failed',
      say(
        '{0} gave an unexpected answer: HTTP status {1}{2}. Check that it is a container registry.',
        host,
        status,
        quote,
      ),
    ),

  ...answerFailures,
} as const;

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
 * The advice is that of the registry, which is behind all its mirrors. Only where it answers that it has no
 * such image, what kept the mirror from answering may be what is wrong.
 */
function joined(own: UnknownReason, mirror: UnknownReason): string {
  const isMirrorAtFault = own.code === 'not-found' && mirror.code !== 'not-found';
  const [registry, before] = isMirrorAtFault
    ? [withoutAdvice(own.message), mirror.message]
    : [own.message, withoutAdvice(mirror.message)];
  return say('{0} A mirror was asked before: {1}', registry, before);
}

/** What has happened, without what to do; a full stop within a quotation, also a German one, ends nothing. */
function withoutAdvice(message: string): string {
  return /^(?:[^“„.]|“[^”]*”|„[^“]*“|\.(?! ))*\./.exec(message)?.[0] ?? message;
}

function withoutLogin({ problem }: Login): string {
  return problem === undefined
    ? ''
    : say(' Docker has no login for it now: {0}.', printable(problem));
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
