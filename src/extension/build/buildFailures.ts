import {
  commands,
  Diagnostic,
  DiagnosticSeverity,
  l10n,
  languages,
  Range,
  tasks,
  window,
  type Disposable,
} from 'vscode';
import type { RemedyCode } from '../../core/build/failures/causes.ts';
import type { FailureExplanation } from '../../core/build/failures/explain.ts';
import { buildTaskType, views } from '../contributions.ts';
import { notify, type Remedy } from '../notify.ts';
import { run } from '../register.ts';
import { openSetting } from '../settings.ts';
import { buildTask, type BuildTaskPorts, type BuildDefinition } from '../tasks/buildTask.ts';
import { translated } from '../translated.ts';
import { fileOf, type BuildRun, type EndedBuild } from './buildRuns.ts';

/** Tells why builds failed: in a notification with the next step, and at the lines of the Dockerfile. */
export class BuildFailures implements Disposable {
  readonly #ports: BuildTaskPorts;
  readonly #diagnostics = languages.createDiagnosticCollection(buildTaskType);

  constructor(ports: BuildTaskPorts) {
    this.#ports = ports;
  }

  /** Takes back what an earlier build said about the same file. */
  forget(build: BuildRun): void {
    this.#diagnostics.delete(fileOf(build));
  }

  async report(build: EndedBuild): Promise<void> {
    const { request, failure, end } = build;
    if (failure === undefined) {
      const reason = end.kind === 'not-started' ? end.message : '';
      await notify({
        severity: 'error',
        message: l10n.t('The build of {0} could not be started: {1}', request.file, reason),
        remedies: [
          {
            label: l10n.t('Show Log'),
            run: () => {
              run('multiarch.showLog');
            },
          },
        ],
      });
      return;
    }
    this.#mark(build, failure);
    const { explanation } = failure;
    await notify({
      severity: 'error',
      message: [
        l10n.t('The build of {0} failed.', request.file),
        translated(explanation.cause),
        ...(explanation.advice === undefined ? [] : [translated(explanation.advice)]),
      ].join(' '),
      remedies: [
        ...explanation.remedies.flatMap((code) => this.#remedy(code, build, explanation) ?? []),
        {
          label: l10n.t('Show Terminal'),
          run: () => {
            showTerminal(build);
          },
        },
      ].slice(0, 3),
    });
  }

  dispose(): void {
    this.#diagnostics.dispose();
  }

  /** Marks the lines that BuildKit names. */
  #mark(build: EndedBuild, { output, explanation }: NonNullable<EndedBuild['failure']>): void {
    const { place } = output;
    if (place === undefined) return;
    const platform = explanation.platform === undefined ? '' : `${explanation.platform}: `;
    const diagnostic = new Diagnostic(
      new Range(place.first - 1, 0, place.last - 1, Number.MAX_SAFE_INTEGER),
      platform + translated(explanation.cause),
      DiagnosticSeverity.Error,
    );
    diagnostic.source = 'multiarch build';
    diagnostic.code = explanation.code;
    this.#diagnostics.set(fileOf(build), [diagnostic]);
  }

  #remedy(
    code: RemedyCode,
    build: EndedBuild,
    { platform }: FailureExplanation,
  ): Remedy | undefined {
    const { request } = build;
    const others = request.platforms.filter((other) => other !== platform);
    switch (code) {
      case 'retry':
        return { label: l10n.t('Build Again'), run: () => this.#buildAgain(build, {}) };
      case 'build-rest':
        if (platform === undefined || others.length === 0) return undefined;
        return {
          label: l10n.t('Build Without {0}', platform),
          run: () => this.#buildRest(build, platform, others),
        };
      case 'open-file':
      case 'find-tag':
      case 'change-base':
      case 'use-build-platform':
      case 'drop-target':
        return { label: l10n.t('Show the Line'), run: () => showLine(build) };
      case 'create-builder':
        return {
          label: l10n.t('Create Builder…'),
          run: () => {
            run('multiarch.createBuilder');
          },
        };
      case 'use-builder':
      case 'show-builders':
        return {
          label: l10n.t('Show Builders'),
          run: () => {
            void commands.executeCommand(`${views.builders}.focus`);
          },
        };
      case 'mark-insecure':
        return {
          label: l10n.t('Open Setting'),
          run: () => openSetting('registry.insecure', 'user'),
        };
      case 'install-emulator':
        return {
          label: l10n.t('Install Emulators…'),
          run: () => {
            run('multiarch.installEmulators');
          },
        };
      case 'free-space':
        return {
          label: l10n.t('Prune a Builder…'),
          run: () => {
            run('multiarch.pruneBuilder');
          },
        };
      default:
        return undefined;
    }
  }

  /** A push without a platform replaces an image that has it: that needs a yes. */
  async #buildRest(build: EndedBuild, platform: string, others: readonly string[]): Promise<void> {
    const { request } = build;
    if (request.output === 'push') {
      const yes = l10n.t('Push Without {0}', platform);
      const chosen = await window.showWarningMessage(
        l10n.t('Push {0} without {1}?', request.tags.join(', '), platform),
        {
          modal: true,
          detail: l10n.t(
            'The image under this name will have {0} only. Who uses it on {1} will get an error or nothing.',
            others.join(', '),
            platform,
          ),
        },
        yes,
      );
      if (chosen !== yes) return;
    }
    await this.#buildAgain(build, { platforms: others });
  }

  async #buildAgain(build: EndedBuild, changes: Partial<BuildDefinition>): Promise<void> {
    const definition = { ...build.definition, ...changes };
    await tasks.executeTask(buildTask(this.#ports, definition, build.scope, build.name));
  }
}

async function showLine(build: EndedBuild): Promise<void> {
  const line = (build.failure?.output.place?.first ?? 1) - 1;
  await window.showTextDocument(fileOf(build), { selection: new Range(line, 0, line, 0) });
}

/** The terminal of a task is known by its name only. */
function showTerminal({ name }: BuildRun): void {
  window.terminals.find((terminal) => terminal.name.includes(name))?.show();
}
