import type { FamilyMember } from '../project/families.ts';
import type { BuildRequest } from './buildRequest.ts';
import { eachPlatform, type PlatformBuilds } from './eachPlatform.ts';

/** One Dockerfile of a family, with the folder that it is built in. */
export interface FamilyFile extends FamilyMember {
  readonly context: string;
}

/**
 * A push of each file of a family for its platform, under a tag that names the architecture, and the index of
 * all of them. Undefined where two files are for one platform, and where there are less than two.
 *
 * @param options what the builds have in common; the tags are those of the index
 */
export function familyBuilds(
  files: readonly FamilyFile[],
  options: Pick<BuildRequest, 'tags' | 'builder' | 'buildArgs' | 'args'>,
): PlatformBuilds | undefined {
  const platforms = files.map(({ platform }) => platform);
  const request: BuildRequest = { ...options, file: '', context: '', platforms, output: 'push' };
  const builds = eachPlatform(request, undefined);
  const requests = builds?.requests.flatMap((each, at) => {
    const member = files[at];
    return member === undefined ? [] : [{ ...each, file: member.file, context: member.context }];
  });
  return builds && requests && { ...builds, requests };
}
