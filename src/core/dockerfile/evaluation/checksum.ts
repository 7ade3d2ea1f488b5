import { parseDigest } from '../../image/digest.ts';
import type { Variable } from '../expansion/modifiers.ts';
import { kindOfSource } from './remoteSource.ts';

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
  // A heredoc is none of the sources that are counted, nor judged.
  const [source, ...others] = sources.filter((each) => each !== undefined);
  if (source === undefined || others.length > 0) {
    return "checksum can't be specified for multiple sources";
  }
  if (!('value' in source)) return undefined;
  const kind = kindOfSource(source.value);
  if (kind === 'path') return 'checksum requires HTTP(S) or Git sources';
  if (kind !== 'download') return undefined;
  const digest = parseDigest(checksum);
  return digest.ok ? undefined : digest.problem.message;
}
