import { parseReference } from '../../image/reference.ts';
import { parsePlatform } from '../../platform/platform.ts';
import { fail, succeed, type Result } from '../../result.ts';
import type { CiImage, CiProvider } from './ciPlan.ts';

/**
 * What YAML has no place for, or takes for the end of a line: what follows it would be more of the pipeline (YAML 1.1,
 * 5.4, which the parsers of GitHub and GitLab still follow there).
 */
const unwritable = /[^\P{Cc}\t]|[\u2028\u2029]/u;

/** What is known of an image before its name is checked. */
export interface CiImageWish extends Omit<CiImage, 'repository' | 'registry'> {
  /** As a user writes it: a repository without a tag. Undefined for the registry that GitLab has for a project. */
  readonly image: string | undefined;
}

/**
 * Checks what is to stand in a pipeline: a repository in the place of an image with a tag, Linux only, and
 * nothing that the provider would take for an expression.
 */
export function ciImage(provider: CiProvider, { image, ...wish }: CiImageWish): Result<CiImage> {
  const { dockerfile, context, target = '', buildArgs, platforms } = wish;
  const words = [dockerfile, context, target, ...Object.entries(buildArgs).flat()];
  const odd = words.find((word) => unwritable.test(word) || word.includes('${{'));
  if (odd !== undefined) {
    return fail(
      `"${odd}" cannot stand in a pipeline: it has a line end or another control character, or begins an expression.`,
    );
  }
  const foreign = platforms.find((platform) => {
    const parsed = parsePlatform(platform);
    return !parsed.ok || parsed.value.os !== 'linux';
  });
  if (foreign !== undefined) {
    return fail(`Pipelines are written for Linux; ${foreign} has to be built in one of your own.`);
  }
  if (platforms.length === 0) return fail('There is no platform to build for.');
  if (image === undefined) {
    return provider === 'gitlab'
      ? succeed({ ...wish, repository: '$CI_REGISTRY_IMAGE', registry: '$CI_REGISTRY' })
      : fail('Say what the image is called, for example ghcr.io/team/app.');
  }
  const parsed = parseReference(image);
  if (!parsed.ok) return fail(`"${image}" is no name of an image: ${parsed.problem.message}.`);
  const { domain, path, tag, digest } = parsed.value;
  if (tag !== undefined || digest !== undefined) {
    return fail(
      `"${image}" has a tag or a digest: the pipeline gives tags itself, so name the repository alone.`,
    );
  }
  return succeed({ ...wish, repository: `${domain}/${path}`, registry: domain });
}
