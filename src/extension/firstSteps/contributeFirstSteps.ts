import { commands, Disposable, window, workspace } from 'vscode';
import type { BuildRuns } from '../build/buildRuns.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import { dockerfileLanguage, walkthroughId } from '../contributions.ts';
import type { LanguageServer } from '../languageServer.ts';
import { register } from '../register.ts';
import { readTargets } from '../targets.ts';
import { sampleDockerfile } from './sample.ts';
import type { FirstSteps } from './steps.ts';

/** What the first steps are ticked off by. */
export interface FirstStepPorts {
  readonly steps: FirstSteps;
  readonly server: LanguageServer;
  readonly builders: BuilderStore;
  readonly runs: BuildRuns;
}

/** Registers what the walkthrough leads to, and what ticks its steps off. Starts nothing by itself. */
export function contributeFirstSteps(ports: FirstStepPorts): Disposable {
  const { steps, server, builders, runs } = ports;
  return Disposable.from(
    register('multiarch.getStarted', () =>
      commands.executeCommand('workbench.action.openWalkthrough', walkthroughId),
    ),
    register('multiarch.openSample', openSample),
    server.onDidChangeTargets(() => void noticeTargets(ports)),
    server.onDidHover(() => {
      steps.finish('look');
    }),
    builders.onDidAnswer(() => void noticeBuilder(ports)),
    runs.onDidEnd(({ end }) => {
      if (end.kind === 'done') steps.finish('build');
    }),
  );
}

/** A file that is saved nowhere, so that it can be closed and forgotten. */
async function openSample(): Promise<void> {
  const document = await workspace.openTextDocument({
    language: dockerfileLanguage,
    content: sampleDockerfile(),
  });
  await window.showTextDocument(document);
}

/** Targets that stand in a project need not be chosen. */
async function noticeTargets({ steps, server }: FirstStepPorts): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId !== dockerfileLanguage) return;
  const { source } = await readTargets(document.uri, server);
  if (source.kind !== 'setting') steps.finish('targets');
}

/** A builder that runs is one to build with. */
async function noticeBuilder({ steps, builders }: FirstStepPorts): Promise<void> {
  const selected = await builders.readSelected();
  const nodes = selected.ok ? (selected.builder?.nodes ?? []) : [];
  if (nodes.some(({ status }) => status === 'running')) steps.finish('builder');
}
