import type { Message } from '../analysis/finding.ts';
import type { ListProblem } from './listProblem.ts';

/**
 * A problem in words: what is wrong, and what to do about it.
 *
 * @param sources as the user wrote them
 */
export function listProblemText(problem: ListProblem, sources: readonly string[]): Message {
  const { source, platform = '', digest = '', other = '', detail = '' } = problem;
  const name = (source === undefined ? undefined : sources[source]) ?? digest;
  switch (problem.code) {
    case 'no-sources':
      return say('There is nothing to make a manifest list of. Name at least one image.');
    case 'too-long':
      return say(
        '{0} has more than {1} entries. No real list has as many: look who has made it.',
        name,
        detail,
      );
    case 'unreadable':
      return say('{0} cannot be part of a manifest list: {1}.', name, detail);
    case 'legacy-manifest':
      return say(
        "{0} is an image of Docker's schema 1, which no list may hold. Build and push it anew.",
        name,
      );
    case 'platform-unknown':
      return say('{0} does not say for which platform it is. Say it: {0}=os/architecture.', name);
    case 'platform-missing':
      return say('{0} has no image for {1}.', name, platform);
    case 'platform-ambiguous':
      return say(
        '{0} is a list of several images ({2}), and {1} can be said of one only. Name that one by its digest, or choose it by its platform.',
        name,
        platform,
        detail,
      );
    case 'duplicate-platform':
      return say(
        '{0}: there are two images for it, {1} and {2}. Whoever pulls gets the first; leave one of them out.',
        platform,
        other,
        digest,
      );
    case 'differs-from-config':
      return say(
        '{0}: {1} is listed for it, but its own config says {2}. Check that this is what you want: programs for {2} do not run there without emulation.',
        platform,
        name,
        other,
      );
    case 'windows-without-version':
      return say(
        '{0}: {1} has no os.version. Windows chooses among images by it: give the Windows build.',
        platform,
        name,
      );
    case 'attestation-without-image':
      return say(
        'The attestation {0} of {1} is about an image that is not in the list.',
        digest,
        name,
      );
    case 'nested-list':
      return say(
        '{0} holds another list, {1}. Hardly any tool pulls from a list in a list.',
        name,
        digest,
      );
    case 'annotations-need-oci':
      return say(
        "Docker's manifest lists have no annotations. Leave them out, or choose type oci.",
      );
    case 'oci-in-docker-list':
      return say(
        "{0} is an OCI image. Some registries refuse it in a list of Docker's type; choose type oci.",
        name,
      );
  }
}

function say(text: string, ...args: readonly string[]): Message {
  return { text, args };
}
