import type { UnknownCode, UnknownReason } from '../../core/facts.ts';
import { isLinkLocalHost } from '../../core/image/linkLocal.ts';
import { say } from '../../core/language.ts';
import { sayContent, type ContentName } from './contentNames.ts';
import { printable } from './quotedText.ts';

/** One factory per answer of a registry that is not what the specification says. */
export const answerFailures = {
  tooLarge: (host: string, what: ContentName, limit: number) =>
    reason(
      'malformed',
      say(
        'The {0} from {1} was not read, because it is larger than {2} bytes. Real ones are much smaller: check that {1} is a container registry.',
        sayContent(what),
        host,
        limit,
      ),
    ),
  encoded: (host: string, encoding: string) =>
    reason(
      'malformed',
      say(
        '{0} compressed its answer ({1}) although it was asked not to. Check the proxy in between.',
        host,
        printable(encoding),
      ),
    ),
  notHttp: (host: string, code: string) =>
    reason(
      'malformed',
      say(
        '{0} does not answer in HTTP ({1}). Check that it is a container registry and that the port is right.',
        host,
        code,
      ),
    ),
  webPage: (host: string) =>
    reason(
      'malformed',
      say(
        '{0} answered with a web page instead of a manifest. A login page of the network may be in between (open a browser to see it), or {0} is not a container registry.',
        host,
      ),
    ),
  notJson: (host: string, what: ContentName) =>
    reason(
      'malformed',
      say(
        'The {0} from {1} is not JSON. Check that it is a container registry and that no proxy changes its answers.',
        sayContent(what),
        host,
      ),
    ),
  unreadable: (host: string, what: ContentName, problem: string) =>
    reason(
      'malformed',
      say('The {0} from {1} cannot be used: {2}.', sayContent(what), host, printable(problem)),
    ),
  wrongDigest: (host: string, what: ContentName, expected: string, actual: string) =>
    reason(
      'malformed',
      say(
        'The {0} from {1} was not used: its digest is {2}, but {3} was promised. A proxy or the registry has changed it.',
        sayContent(what),
        host,
        actual,
        printable(expected),
      ),
    ),
  wrongLength: (host: string, what: ContentName, expected: number, actual: number) =>
    reason(
      'malformed',
      say(
        'The {0} from {1} was not used: it has {2} bytes, but {3} were promised. The image was pushed by a program that writes wrong sizes, and cannot be pulled.',
        sayContent(what),
        host,
        actual,
        expected,
      ),
    ),
  unknownDigest: (host: string, digest: string) =>
    reason(
      'malformed',
      say('{0} named a digest that cannot be verified: {1}.', host, printable(digest)),
    ),

  // Hops.
  tooManyRedirects: (host: string, limit: number) =>
    reason(
      'failed',
      say(
        '{0} redirects without end (more than {1} times). The registry, or the proxy in front of it, is set up wrongly.',
        host,
        limit,
      ),
    ),
  refusedRedirect: (host: string, target: string) =>
    reason(
      'failed',
      say(
        '{0} redirects to {1}, which was not followed, because that would not be encrypted.{2}',
        host,
        target,
        adviceOn(target, say('you trust it')),
      ),
    ),
  badRedirect: (host: string) =>
    reason(
      'malformed',
      say(
        '{0} redirects to an address that is not one of http or https. The registry is set up wrongly.',
        host,
      ),
    ),
  plainTokenServer: (host: string, tokenHost: string) =>
    reason(
      'failed',
      say(
        '{0} sends logins to {1} without encryption, which was not followed. The registry is set up wrongly.',
        host,
        tokenHost,
      ),
    ),
  badRealm: (host: string) =>
    reason(
      'malformed',
      say(
        '{0} asks for a token but does not say where to get it. The registry is set up wrongly.',
        host,
      ),
    ),
  badToken: (host: string) =>
    reason(
      'malformed',
      say(
        'The token from {0} cannot be used. The registry, or a proxy in between, is set up wrongly.',
        host,
      ),
    ),
} as const;

/** Why nothing is known, in a word for programs and a sentence for people. */
export function reason(code: UnknownCode, message: string): UnknownReason {
  return { code, message };
}

/** The setting is no advice for a host that is none of the user's: it would send logins there. */
export function adviceOn(host: string, condition: string): string {
  const isKnown = URL.canParse(`https://${host}`);
  // As the request would write it: an IPv4 address may be given as one number, too.
  const written = isKnown ? new URL(`https://${host}`).host : host;
  return isLinkLocalHost(written)
    ? ''
    : say(
        ' If {0}, add it to multiarch.registry.insecure in the editor, and for the command line to insecure-registries of the Docker engine.',
        condition,
      );
}
