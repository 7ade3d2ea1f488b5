import { isLinkLocalHost } from '../../image/linkLocal.ts';
import type { Message } from '../../analysis/finding.ts';
import { say } from '../../language.ts';
import { isCancellation, type BuildStep } from '../progress/buildProgress.ts';
import { knownCauses } from './causes.ts';
import type { KnownCause, RemedyCode } from './knownCause.ts';
import type { FailureOutput } from './failureOutput.ts';

/** A build that ended with an error. */
export interface FailedBuild {
  readonly output: FailureOutput;
  /** The step that failed, if it was one. */
  readonly step?: BuildStep;
  /** The end of what that step printed. */
  readonly log: readonly string[];
  /** Platforms that were asked for, formatted. */
  readonly platforms: readonly string[];
}

/** Why a build failed. */
export interface FailureExplanation {
  /** Code of the known failure; `unknown` for any other, and `cancelled` for none. */
  readonly code: string;
  /** The platform that failed, formatted; absent when it is no matter of one, or not told. */
  readonly platform?: string;
  readonly cause: Message;
  /** Why, and what to do now; absent for a failure that is not known. */
  readonly advice?: Message;
  /** The best one first. */
  readonly remedies: readonly RemedyCode[];
  /** Docker's own words. */
  readonly original: string;
}

const longestText = 50_000;
const longestLine = 500;

/** Explains a failed build. Total: a text that nobody knows is given back as it is. */
export function explainFailure(build: FailedBuild): FailureExplanation {
  const { output, step, log, platforms } = build;
  const original = output.error === '' ? (step?.error ?? '') : output.error;
  const platform = step?.name.platform ?? (platforms.length === 1 ? platforms[0] : undefined);
  const base = { ...(platform !== undefined && { platform }), original };
  if (isCancellation(original)) {
    return {
      ...base,
      code: 'cancelled',
      cause: { text: 'The build was cancelled.', args: [] },
      remedies: [],
    };
  }
  const texts = {
    error: `${step?.error ?? ''}\n${output.error}`.slice(0, longestText),
    log: log
      .slice(-100)
      .map((line) => line.slice(0, longestLine))
      .join('\n'),
  };
  for (const known of knownCauses) {
    const values = known.pattern.exec(texts[known.in]);
    if (values === null) continue;
    const args = [platform ?? say('one of the platforms'), ...valuesOf(known, values)];
    const isNoRegistry = known.remedies.includes('mark-insecure') && isLinkLocalHost(args[1] ?? '');
    return {
      ...base,
      code: known.code,
      cause: { text: known.cause, args },
      advice: { text: isNoRegistry ? noRegistry : known.advice, args },
      remedies: known.remedies.filter((remedy) =>
        remedy === 'build-rest' || remedy === 'build-alone'
          ? platforms.length > 1
          : remedy !== 'mark-insecure' || !isNoRegistry,
      ),
    };
  }
  const [first = ''] = original.split('\n', 1);
  return {
    ...base,
    code: 'unknown',
    cause: first === '' ? { text: 'The build failed.', args: [] } : { text: '{0}', args: [first] },
    remedies: ['retry'],
  };
}

/** In place of advice to trust a host. */
const noRegistry =
  'No registry has such an address. Find out where the name of the image, or a redirect, leads there.';

/** Of several groups that stand for the same value the one that matched. */
function valuesOf({ cause }: KnownCause, [, ...groups]: RegExpExecArray): readonly string[] {
  const values = groups as readonly (string | undefined)[];
  if (cause.includes('{2}')) return values.map((value) => value ?? 'unknown');
  return [values.find((value) => value !== undefined) ?? ''];
}
