import {
  commands,
  Diagnostic,
  DiagnosticSeverity,
  env,
  l10n,
  languages,
  Range,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocumentChangeEvent,
} from 'vscode';
import type { RemedyCode } from '../../core/build/failures/knownCause.ts';
import type { FailureExplanation } from '../../core/build/failures/explain.ts';
import { parseReference } from '../../core/image/reference.ts';
import { buildTaskType, views } from '../contributions.ts';
import { runInTerminal } from '../emulation/commandTask.ts';
import { notify, type Remedy } from '../notify.ts';
import { run } from '../register.ts';
import { dockerProgram } from '../settings.ts';
import type { BuildTaskPorts } from '../tasks/buildTask.ts';
import { translated } from '../translated.ts';
import { fileOf, filesOf, type BuildRun, type EndedBuild } from './buildRuns.ts';
import { movedStretch } from '../audit/movedMarks.ts';
import { buildOnceMore, buildWithout, retryPlatform } from './rebuild.ts';
import { printable } from './terminalText.ts';

/** Docker's guide to the containerd image store. */
const storeGuide = 'https://docs.docker.com/engine/storage/containerd/';

/** Longest part of a step's output in a notification, in characters. */
const longestWords = 200;

/** Tells why builds failed: in a notification with the next step, and at the lines of the Dockerfile. */
export class BuildFailures implements Disposable {
  readonly #ports: BuildTaskPorts;
  readonly #diagnostics = languages.createDiagnosticCollection(buildTaskType);
  readonly #edits: Disposable;

  constructor(ports: BuildTaskPorts) {
    this.#ports = ports;
    this.#edits = workspace.onDidChangeTextDocument((event) => {
      this.#follow(event);
    });
  }

  /** Takes back what an earlier build said about the same file. */
  forget(build: BuildRun): void {
    for (const file of filesOf(build)) this.#diagnostics.delete(file);
  }

  async report(build: EndedBuild): Promise<void> {
    const { request, failure, end } = build;
    if (failure === undefined) {
      if (build.told === 'nothing') return;
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
    if (build.told === 'nothing') return;
    const { explanation } = failure;
    await notify({
      severity: 'error',
      message: [
        l10n.t('The build of {0} failed.', request.file),
        translated(explanation.cause),
        ...adviceOf(build, explanation),
      ].join(' '),
      remedies: this.#remedies(build, explanation),
    });
  }

  dispose(): void {
    this.#edits.dispose();
    this.#diagnostics.dispose();
  }

  /** A line that was edited since is not the one that failed; the others move with the text. */
  #follow({ document, contentChanges }: TextDocumentChangeEvent): void {
    let marks = this.#diagnostics.get(document.uri) ?? [];
    if (marks.length === 0 || contentChanges.length === 0) return;
    for (const { range, text } of contentChanges) {
      // Whole lines that come or go touch none of the others.
      const isWhole =
        range.start.character === 0 &&
        range.end.character === 0 &&
        (text === '' || text.endsWith('\n'));
      const over = isWhole ? 1 : 0;
      const lines = text.split('\n').length - over;
      const change = { first: range.start.line, last: range.end.line - over, lines };
      marks = marks.flatMap((mark) => {
        const { start, end } = mark.range;
        const moved = movedStretch({ first: start.line, last: end.line }, change);
        if (moved === undefined) return [];
        mark.range = new Range(moved.first, start.character, moved.last, end.character);
        return [mark];
      });
    }
    this.#diagnostics.set(document.uri, marks);
  }

  /** Marks the lines that BuildKit names. */
  #mark(build: EndedBuild, { output, explanation }: NonNullable<EndedBuild['failure']>): void {
    const { place } = output;
    if (place === undefined) return;
    const lines = new Range(place.first - 1, 0, place.last - 1, Number.MAX_SAFE_INTEGER);
    if (explanation.code === 'dockerfile-error' && isMarked(fileOf(build), lines)) return;
    const platform = explanation.platform === undefined ? '' : `${explanation.platform}: `;
    const diagnostic = new Diagnostic(
      lines,
      platform + translated(explanation.cause),
      DiagnosticSeverity.Error,
    );
    diagnostic.source = 'multiarch build';
    diagnostic.code = explanation.code;
    this.#diagnostics.set(fileOf(build), [diagnostic]);
  }

  /** What helps with this failure, what goes on without the platform, and where all of it is to be read. */
  #remedies(build: EndedBuild, explanation: FailureExplanation): readonly Remedy[] {
    const { platform, remedies } = explanation;
    const several = platform !== undefined && build.request.platforms.length > 1;
    const helping = remedies
      .flatMap((code) => this.#remedy(code, build, explanation) ?? [])
      .filter(({ label }, at, all) => all.findIndex((each) => each.label === label) === at);
    const terminal = {
      label: l10n.t('Show Terminal'),
      run: () => {
        showTerminal(build);
      },
    };
    if (!several) return [...helping.slice(0, 2), terminal];
    // A notification has room for three words or so; all of this is in the builds view, too.
    const short = platform.replace(/^linux\//, '');
    return [
      ...helping.slice(0, 1),
      {
        label: l10n.t('Retry Only {0}', short),
        run: () => retryPlatform(this.#ports, build, platform),
      },
      {
        label: l10n.t('Build Without {0}', short),
        run: () => buildWithout(this.#ports, build, platform),
      },
    ];
  }

  #remedy(
    code: RemedyCode,
    build: EndedBuild,
    explanation: FailureExplanation,
  ): Remedy | undefined {
    switch (code) {
      case 'retry':
        return { label: l10n.t('Build Again'), run: () => buildOnceMore(this.#ports, build) };
      case 'log-in': {
        const host = registryOf(build, explanation);
        return host && { label: l10n.t('Log In…'), run: () => logIn(host) };
      }
      case 'add-tag':
      case 'build-alone':
      case 'choose-output':
      case 'choose-context':
        return {
          label: l10n.t('Build Image…'),
          run: () => {
            run('multiarch.buildImage', fileOf(build));
          },
        };
      case 'switch-store':
        return {
          label: l10n.t('How to Switch the Store'),
          run: () => env.openExternal(Uri.parse(storeGuide)),
        };
      case 'open-file':
      case 'find-tag':
      case 'change-base':
      case 'use-build-platform':
      case 'drop-target':
      case 'check-architecture':
        return { label: l10n.t('Show the Line'), run: () => showLine(build) };
      // Builders are told when they are made which registries speak plain HTTP or have a certificate of their own.
      case 'mark-insecure':
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
      // It stands among the buttons by itself.
      case 'build-rest':
        return undefined;
    }
  }
}

/** Whether the checker says the same of these lines already. */
function isMarked(file: Uri, lines: Range): boolean {
  return languages
    .getDiagnostics(file)
    .some(
      ({ source, severity, range }) =>
        source === 'multiarch' &&
        severity === DiagnosticSeverity.Error &&
        lines.intersection(range) !== undefined,
    );
}

/** The registry that wants to know who asks; '' is Docker Hub. Undefined where nobody tells which one. */
function registryOf(
  { request }: EndedBuild,
  { code, cause }: FailureExplanation,
): { readonly name: string } | undefined {
  const reference = code === 'push-denied' || code === 'pull-denied' ? cause.args[1] : undefined;
  const parsed = parseReference(reference ?? request.tags[0] ?? '');
  if (code === 'rate-limited') return { name: '' };
  if (!parsed.ok) return undefined;
  const { domain } = parsed.value;
  return { name: domain === 'docker.io' ? '' : domain };
}

/** Lets docker ask for name and password in a terminal: they are none of ours. */
export async function logIn({ name }: { readonly name: string }): Promise<void> {
  const title = name === '' ? l10n.t('log in to Docker Hub') : l10n.t('log in to {0}', name);
  await runInTerminal(title, dockerProgram(), ['login', ...(name === '' ? [] : ['--', name])]);
}

/** Shows the line that a build failed at; the first one where BuildKit names none. */
export async function showLine(build: EndedBuild): Promise<void> {
  const line = (build.failure?.output.place?.first ?? 1) - 1;
  await window.showTextDocument(fileOf(build), { selection: new Range(line, 0, line, 0) });
}

/** The terminal of a task is known by its name only. */
function showTerminal({ name }: BuildRun): void {
  window.terminals.find((terminal) => terminal.name.includes(name))?.show();
}

/** What to do now; where only the step itself can say why it failed, what it printed last. */
function adviceOf(build: EndedBuild, { code, advice }: FailureExplanation): readonly string[] {
  if (advice === undefined) return [];
  const step = build.progress.steps().find(({ state }) => state === 'failed');
  const said = build.progress
    .log(step?.digest ?? '')
    .lines.map((line) => printable(line).trim())
    .findLast((line) => line !== '');
  if (code !== 'command-failed' || said === undefined) return [translated(advice)];
  return [l10n.t('The step printed last: {0}', said.slice(0, longestWords))];
}
