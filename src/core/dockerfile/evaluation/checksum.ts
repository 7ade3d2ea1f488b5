import { parseDigest } from '../../image/digest.ts';
import type { Variable } from '../expansion/modifiers.ts';

/** Anything that might be a git repository: more than BuildKit takes for one. */
const LIKE_GIT = /\.git(?:[#?]|$)|^git@|^(?:git|ssh):|^github\.com\//;

/**
 * What BuildKit has against the value of `ADD --checksum` (BuildKit 0.32, dockerfile2llb,
 * dispatchCopy). Only downloads are judged: that of a git repository is a commit.
 *
 * @param sources after expansion; `undefined` stands for a heredoc
 */
export function checksumProblem(
  checksum: string,
  sources: readonly (Variable | undefined)[],
): string | undefined {
  if (checksum === '') return undefined;
  if (sources.length !== 1) return "checksum can't be specified for multiple sources";
  const [source] = sources;
  if (!source || !('value' in source) || LIKE_GIT.test(source.value)) return undefined;
  if (!/^https?:\/\//.test(source.value)) return 'checksum requires HTTP(S) or Git sources';
  const digest = parseDigest(checksum);
  return digest.ok ? undefined : digest.problem.message;
}
