import type { UnknownCode, UnknownReason } from '../../../core/facts.ts';
import { say } from '../../../core/language.ts';
import { failure, type RegistryFailure } from '../errors.ts';
import { sayContent, type ContentName } from '../contentNames.ts';
import { printable, quoteBody } from '../quotedText.ts';
import { statusFailure, type Subject } from '../statusFailure.ts';
import type { RegistryAnswer } from '../transport.ts';

/** What goes wrong when a registry is written to, each with what to do about it. */
export const writeFailures = {
  mayNotWrite: (host: string, repository: string, source: string | undefined, quote: string) =>
    reason(
      'denied',
      source === undefined
        ? say(
            '{0} does not let {1} be written to without login{2}. Run docker login {0} as someone who may push there.',
            host,
            repository,
            quote,
          )
        : say(
            '{0} does not let {1} be written to with the login from {2}{3}. Run docker login {0} as someone who may push there, or ask its owner for access.',
            host,
            repository,
            source,
            quote,
          ),
    ),
  notWritable: (host: string, repository: string, what: ContentName, quote: string) =>
    reason(
      'denied',
      say(
        '{0} does not take the {1} for {2}{3}. The registry may be read-only, or a mirror of another one.',
        host,
        sayContent(what),
        repository,
        quote,
      ),
    ),
  refused: (host: string, what: ContentName, status: number, quote: string) =>
    reason(
      'failed',
      say('{0} does not take the {1}: HTTP status {2}{3}.', host, sayContent(what), status, quote),
    ),
  invalidManifest: (host: string, what: ContentName, quote: string) =>
    reason(
      'failed',
      say(
        "{0} does not take the {1}{2}. Old registries know no OCI images: a list of type docker, made of Docker's images, is what they take.",
        host,
        sayContent(what),
        quote,
      ),
    ),
  incomplete: (host: string, what: ContentName, quote: string) =>
    reason(
      'failed',
      say(
        '{0} does not take the {1}{2}: it does not see all that belongs to it. Try again; what has been copied stays there.',
        host,
        sayContent(what),
        quote,
      ),
    ),
  immutable: (host: string, tag: string, quote: string) =>
    reason(
      'denied',
      say(
        '{0} does not let the tag {1} be changed{2}. Tags of this repository are immutable: choose another tag.',
        host,
        tag,
        quote,
      ),
    ),
  noUploadAddress: (host: string) =>
    reason(
      'malformed',
      say('{0} starts an upload but does not say where. It is set up wrongly.', host),
    ),
  plainUploadAddress: (host: string, target: string) =>
    reason(
      'failed',
      say(
        '{0} wants the upload to go to {1}, which would not be encrypted. If you trust it, add it to multiarch.registry.insecure in the editor, and for the command line to insecure-registries of the Docker engine.',
        host,
        printable(target),
      ),
    ),
  changedUnderway: (host: string, digest: string) =>
    reason(
      'malformed',
      say(
        'What {0} sent for {1} is something else. Nothing was kept of it. Try again, or ask who runs the registry.',
        host,
        digest,
      ),
    ),
  otherDigest: (host: string, expected: string, actual: string) =>
    reason(
      'malformed',
      say(
        '{0} keeps {1} for what was pushed as {2}: it changed the bytes. The image cannot be trusted there.',
        host,
        printable(actual),
        expected,
      ),
    ),
  notKept: (host: string, tag: string) =>
    reason(
      'failed',
      say(
        '{0} says that it has taken the tag {1}, but it names what it named before. Look again in a moment, or ask who runs the registry.',
        host,
        tag,
      ),
    ),
  brokenOff: (host: string) =>
    reason(
      'failed',
      say(
        '{0} has broken off the upload of a layer twice. Try again, or run docker login {0}.',
        host,
      ),
    ),
  wrongSize: (host: string, digest: string, said: number, actual: number) =>
    reason(
      'malformed',
      say(
        'A list of {0} says that {1} has {2} bytes, and it has {3}: nobody could pull it. Build or push the list anew.',
        host,
        digest,
        said,
        actual,
      ),
    ),
  tooDeep: (host: string, digest: string) =>
    reason(
      'malformed',
      say('{0} has lists in lists in {1}, deeper than any tool follows.', host, digest),
    ),
  legacy: (host: string, digest: string) =>
    reason(
      'malformed',
      say(
        "{0} of {1} is of Docker's schema 1, which newer registries and engines do not take. Build the image anew.",
        digest,
        host,
      ),
    ),
  noSuchTag: (reference: string) =>
    reason('not-found', say('There is no {0}, so there is nothing to delete.', reference)),
  noListOfReferrers: (host: string, tag: string) =>
    reason(
      'failed',
      say(
        '{0} lists under the tag {1} what refers to an image, but what it names is no list. Look who has put it there, or copy without referrers.',
        host,
        tag,
      ),
    ),
  referrersNotKept: (host: string, tag: string) =>
    reason(
      'failed',
      say(
        '{0} does not keep what refers to an image under the tag {1}, or somebody else puts it all the time. Try again, or copy without referrers.',
        host,
        tag,
      ),
    ),
  tooManyReferrers: (host: string, most: number) =>
    reason(
      'failed',
      say(
        '{0} has more signatures and other referrers of these images than are looked at, which are {1}.',
        host,
        most,
      ),
    ),
  cannotDelete: (host: string) =>
    reason(
      'failed',
      say(
        '{0} does not allow anything to be deleted. Whoever runs it has to switch that on, or delete there.',
        host,
      ),
    ),
  mayBeEmpty: (failed: UnknownReason, then: UnknownReason) =>
    reason(
      failed.code,
      say(
        '{0} It may name an empty manifest list now, and could not be put back: {1} An undo puts it back.',
        failed.message,
        then.message,
      ),
    ),
} as const;

/** Explains an answer to a request that was to write something. */
export function writeFailure(
  answer: RegistryAnswer,
  subject: Subject,
  what: ContentName,
  tag = '',
): RegistryFailure {
  const { host, repository } = subject;
  const { status, authorization } = answer;
  const secret = authorization?.header.split(' ')[1];
  const quote = quoteBody(answer.body.toString('utf8'), secret);
  const said = answer.body.toString('utf8', 0, 4096).toLowerCase();
  if (/immutable|already exists/.test(said) && tag !== '' && status >= 400 && status < 500) {
    return failure(writeFailures.immutable(host, tag, quote));
  }
  if (status === 401 || status === 403) {
    return failure(writeFailures.mayNotWrite(host, repository, authorization?.login.source, quote));
  }
  if (status === 405 || status === 501) {
    return failure(writeFailures.notWritable(host, repository, what, quote));
  }
  if (what !== 'layer' && /"(?:manifest_)?blob_unknown"|"digest_invalid"/.test(said)) {
    return failure(writeFailures.incomplete(host, what, quote));
  }
  if (status === 400 || status === 415 || status === 422) {
    return failure(
      what === 'layer'
        ? writeFailures.refused(host, what, status, quote)
        : writeFailures.invalidManifest(host, what, quote),
    );
  }
  if (status === 404 || status === 429 || status >= 500) return statusFailure(answer, subject);
  return failure(writeFailures.refused(host, what, status, quote));
}

function reason(code: UnknownCode, message: string): UnknownReason {
  return { code, message };
}
