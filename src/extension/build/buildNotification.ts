import { l10n, ProgressLocation, window } from 'vscode';
import type { BuildStep } from '../../core/build/progress/buildProgress.ts';
import type { BuildRun, BuildRuns } from './buildRuns.ts';
import { printable } from './terminalText.ts';

/** Time between two messages of a build, in ms. */
const interval = 500;

/** Shows a build in the notifications until it ends: the step of each platform, and a button to cancel it. */
export function showProgress(build: BuildRun, runs: BuildRuns): void {
  const { request } = build;
  const title = l10n.t('Building {0}', request.tags[0] ?? request.file);
  void window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      new Promise<void>((resolve) => {
        token.onCancellationRequested(() => {
          build.cancel();
        });
        const timer = setInterval(() => {
          progress.report({ message: currentSteps(build.progress.running()) });
        }, interval);
        const listener = runs.onDidEnd((ended) => {
          if (ended.progress !== build.progress) return;
          clearInterval(timer);
          listener.dispose();
          resolve();
        });
      }),
  );
}

/** What runs now, one step for each platform. */
function currentSteps(running: readonly BuildStep[]): string {
  const byPlatform = new Map<string, BuildStep>();
  for (const step of running) {
    const { platform = '', internal } = step.name;
    if (!internal || !byPlatform.has(platform)) byPlatform.set(platform, step);
  }
  return [...byPlatform.values()]
    .map(({ name: { platform, position, text } }) =>
      [platform, position && `${position.index}/${position.total}`, short(printable(text))]
        .filter((part) => part !== undefined)
        .join(' '),
    )
    .join(' · ');
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
