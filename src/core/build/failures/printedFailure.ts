import { readStepName } from '../progress/stepName.ts';
import { explainFailure, type FailureExplanation } from './explain.ts';
import { readFailureOutput, type FailureOutput } from './failureOutput.ts';

/** Why a build failed whose output somebody has kept. */
export interface PrintedFailure {
  readonly explanation: FailureExplanation;
  /** The lines of the file that BuildKit marks. */
  readonly place?: NonNullable<FailureOutput['place']>;
}

/** Longest output that is read, in characters; of a longer one the end counts. */
const longest = 1_000_000;

const stepTitle = /^ > (\[.{1,4096}):$/;
const rule = /^-{6}$/;
/** Time since the step began, in front of each line that it printed. */
const time = /^(?:#\d{1,9} )?\d{1,9}\.\d{1,9} /;

/**
 * Explains a failed build from what docker printed, whatever `--progress` was: at its end BuildKit repeats
 * which steps failed and what they printed (buildx v0.29 to v0.36, util/progress, printErrorLogs).
 *
 * @param printed what docker wrote to standard error
 * @param platforms that were asked for, formatted; may be empty
 */
export function explainPrintedFailure(
  printed: string,
  platforms: readonly string[],
): PrintedFailure {
  const lines = printed.slice(-longest).split(/\r?\n/);
  const output = readFailureOutput(lines);
  const failed = failedStep(lines);
  const explanation = explainFailure({
    output,
    ...(failed && {
      step: {
        ...{ digest: '', name: readStepName(failed.title), state: 'failed', duration: 0 },
        ...{ transferred: { current: 0, total: 0 }, error: output.error },
      },
    }),
    // What a tool printed says more than the words of docker around it.
    log: failed?.log ?? lines.map((line) => line.replace(time, '')),
    platforms,
  });
  return { explanation, ...(output.place && { place: output.place }) };
}

/** The first step that is repeated, and what it printed. */
function failedStep(
  lines: readonly string[],
): { readonly title: string; readonly log: readonly string[] } | undefined {
  for (const [at, line] of lines.entries()) {
    const title = rule.test(lines[at - 1] ?? '') ? stepTitle.exec(line)?.[1] : undefined;
    if (title === undefined) continue;
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((each) => rule.test(each));
    const log = end < 0 ? rest : rest.slice(0, end);
    return { title, log: log.map((each) => each.replace(time, '')) };
  }
  return undefined;
}
