import type { UnknownCode, UnknownReason } from '../../../core/facts.ts';
import { failure, printable, quoteBody, type RegistryFailure } from '../errors.ts';
import { statusFailure, type Subject } from '../statusFailure.ts';
import type { RegistryAnswer } from '../transport.ts';

/** What goes wrong when a registry is written to, each with what to do about it. */
export const writeFailures = {
  mayNotWrite: (host: string, repository: string, source: string | undefined, quote: string) =>
    reason(
      'denied',
      source === undefined
        ? `${host} does not let ${repository} be written to without login${quote}. Run docker login ${host} as someone who may push there.`
        : `${host} does not let ${repository} be written to with the login from ${source}${quote}. Run docker login ${host} as someone who may push there, or ask its owner for access.`,
    ),
  notWritable: (host: string, repository: string, what: string, quote: string) =>
    reason(
      'denied',
      `${host} does not take the ${what} for ${repository}${quote}. The registry may be read-only, or a mirror of another one.`,
    ),
  refused: (host: string, what: string, status: number, quote: string) =>
    reason('failed', `${host} does not take the ${what}: HTTP status ${status}${quote}.`),
  invalidManifest: (host: string, what: string, quote: string) =>
    reason(
      'failed',
      `${host} does not take the ${what}${quote}. Old registries know no OCI images: a list of type docker, made of Docker's images, is what they take.`,
    ),
  incomplete: (host: string, what: string, quote: string) =>
    reason(
      'failed',
      `${host} does not take the ${what}${quote}: it does not see all that belongs to it. Try again; what has been copied stays there.`,
    ),
  immutable: (host: string, tag: string, quote: string) =>
    reason(
      'denied',
      `${host} does not let the tag ${tag} be changed${quote}. Tags of this repository are immutable: choose another tag.`,
    ),
  noUploadAddress: (host: string) =>
    reason('malformed', `${host} starts an upload but does not say where. It is set up wrongly.`),
  plainUploadAddress: (host: string, target: string) =>
    reason(
      'failed',
      `${host} wants the upload to go to ${printable(target)}, which would not be encrypted. If you trust it, add it to multiarch.registry.insecure in the editor, and for the command line to insecure-registries of the Docker engine.`,
    ),
  changedUnderway: (host: string, digest: string) =>
    reason(
      'malformed',
      `What ${host} sent for ${digest} is something else. Nothing was kept of it. Try again, or ask who runs the registry.`,
    ),
  otherDigest: (host: string, expected: string, actual: string) =>
    reason(
      'malformed',
      `${host} keeps ${printable(actual)} for what was pushed as ${expected}: it changed the bytes. The image cannot be trusted there.`,
    ),
  notKept: (host: string, tag: string) =>
    reason(
      'failed',
      `${host} says that it has taken the tag ${tag}, but it names what it named before. Look again in a moment, or ask who runs the registry.`,
    ),
  brokenOff: (host: string) =>
    reason(
      'failed',
      `${host} has broken off the upload of a layer twice. Try again, or run docker login ${host}.`,
    ),
  tooDeep: (host: string, digest: string) =>
    reason('malformed', `${host} has lists in lists in ${digest}, deeper than any tool follows.`),
  legacy: (host: string, digest: string) =>
    reason(
      'malformed',
      `${digest} of ${host} is of Docker's schema 1, which newer registries and engines do not take. Build the image anew.`,
    ),
  noSuchTag: (reference: string) =>
    reason('not-found', `There is no ${reference}, so there is nothing to delete.`),
  noListOfReferrers: (host: string, tag: string) =>
    reason(
      'failed',
      `${host} lists under the tag ${tag} what refers to an image, but what it names is no list. Look who has put it there, or copy without referrers.`,
    ),
  referrersNotKept: (host: string, tag: string) =>
    reason(
      'failed',
      `${host} does not keep what refers to an image under the tag ${tag}, or somebody else puts it all the time. Try again, or copy without referrers.`,
    ),
  tooManyReferrers: (host: string, most: number) =>
    reason(
      'failed',
      `${host} has more signatures and other referrers of these images than are looked at, which are ${most}.`,
    ),
  cannotDelete: (host: string) =>
    reason(
      'failed',
      `${host} does not allow anything to be deleted. Whoever runs it has to switch that on, or delete there.`,
    ),
  mayBeEmpty: (failed: UnknownReason, then: UnknownReason) =>
    reason(
      failed.code,
      `${failed.message} It may name an empty manifest list now, and could not be put back: ${then.message} An undo puts it back.`,
    ),
} as const;

/** Explains an answer to a request that was to write something. */
export function writeFailure(
  answer: RegistryAnswer,
  subject: Subject,
  what: string,
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
