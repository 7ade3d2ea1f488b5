import { env, l10n, ProgressLocation, window } from 'vscode';
import type { ActionAnswer, DockerAction } from '../../../adapters/docker/builderActions.ts';
import type { AccessProblem } from '../../dockerAccess.ts';
import { notify, type Remedy } from '../../notify.ts';
import { withoutLinks } from '../../plainMessage.ts';
import { problemRemedies } from '../problemRemedies.ts';
import { actionLine } from './actionLine.ts';
import { actionProblemText } from './actionProblemText.ts';
import type { BuilderPorts } from './builderPorts.ts';

/** What docker wrote, or why it did nothing. */
export type Performed = ActionAnswer | { readonly ok: false; readonly problem: AccessProblem };

/** Runs something that takes a moment, with progress that can be cancelled. */
export function withProgress<T>(
  title: string,
  task: (signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => {
        stop.abort();
      });
      return task(stop.signal);
    },
  );
}

/** Lets docker do something, and writes its exact command line and answer to the log. */
export async function perform(
  { docker, log }: BuilderPorts,
  action: DockerAction,
  signal: AbortSignal,
): Promise<Performed> {
  const line = actionLine(action.args);
  log.info(line);
  const answer = await docker.use(({ runAction }, program) => runAction(program, action, signal));
  if (answer === undefined) return { ok: false, problem: { code: 'untrusted' } };
  if (answer.ok) log.debug(answer.output);
  else log.warn(`${line}: ${JSON.stringify(answer.problem)}`);
  return answer;
}

/** Does one thing from beginning to end: progress, docker, and a fresh look at the builders. */
export async function performOne(
  ports: BuilderPorts,
  title: string,
  action: DockerAction,
): Promise<Performed> {
  const answer = await withProgress(title, (signal) => perform(ports, action, signal));
  ports.builders.refresh();
  return answer;
}

/**
 * Says that something failed: what docker says about it, what to do now, and the line to try in a
 * terminal. Says nothing of what the user has cancelled.
 */
export async function tellFailure(
  what: string,
  problem: AccessProblem,
  lines: readonly string[],
  remedies: readonly Remedy[] = [],
): Promise<void> {
  if (problem.code === 'cancelled') return;
  await notify({
    severity: problem.code === 'untrusted' ? 'warning' : 'error',
    message: `${what} ${actionProblemText(problem)}`,
    remedies: [...remedies, ...copyRemedy(lines), ...problemRemedies(problem)],
  });
}

/** Says what was done, with the lines that did it. */
export async function tellDone(
  message: string,
  lines: readonly string[],
  remedies: readonly Remedy[] = [],
): Promise<void> {
  await notify({
    severity: 'information',
    message,
    remedies: [...remedies, ...copyRemedy(lines)],
  });
}

/** Asks, with the exact lines, before something is destroyed; undefined when the user leaves. */
export async function confirm<Answer extends string>(
  question: string,
  consequences: readonly string[],
  lines: readonly string[],
  answers: readonly Answer[],
): Promise<Answer | undefined> {
  const detail = [...consequences, lines.join('\n')].join('\n\n');
  return window.showWarningMessage(
    withoutLinks(question),
    { modal: true, detail: withoutLinks(detail) },
    ...answers,
  );
}

function copyRemedy(lines: readonly string[]): readonly Remedy[] {
  if (lines.length === 0) return [];
  return [{ label: l10n.t('Copy Command'), run: () => env.clipboard.writeText(lines.join('\n')) }];
}
