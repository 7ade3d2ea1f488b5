import { EventEmitter, l10n, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import type { BuildEnd } from '../../adapters/docker/runBuild.ts';
import { shownLine, shownLineIn } from '../shownLine.ts';
import { explainFailure } from '../../core/build/failures/explain.ts';
import { readFailureOutput } from '../../core/build/failures/failureOutput.ts';
import { BuildProgress } from '../../core/build/progress/buildProgress.ts';
import { emulationCost } from '../../core/build/progress/emulationCost.ts';
import { secretNames } from '../../core/build/secretArguments.ts';
import type { BuilderStore } from '../builders/builderStore.ts';
import type { Docker } from '../dockerAccess.ts';
import { translated } from '../translated.ts';
import { directoryOf } from './buildDirectory.ts';
import type { BuildRun, BuildRuns, EndedBuild } from './buildRuns.ts';
import { BuildScreen } from './buildScreen.ts';
import { costLines, durationText } from './buildText.ts';
import { emulatedPlatforms } from './emulated.ts';
import { renderLine, type StyledText } from './terminalText.ts';

/** What a build's terminal needs of its surroundings. */
export interface BuildTerminalPorts {
  readonly docker: Docker;
  readonly runs: BuildRuns;
  readonly builders: BuilderStore;
}

/** What a terminal builds. */
export type BuildOrder = Pick<
  BuildRun,
  'definition' | 'request' | 'scope' | 'name' | 'command' | 'whole' | 'told'
>;

/** Time between two pictures of what runs, in ms. */
const frame = 250;
const dayLong = 86_400_000;
/** Lines of docker itself that are kept to explain a failure. */
const mostLines = 2_000;
/** Lines of a failed step that are shown. */
const shownLog = 60;
/** What Ctrl-C sends. */
const interrupt = '\u0003';

/** The terminal of one build: runs docker, and tells what it does. Closing it cancels the build. */
export class BuildTerminal implements Pseudoterminal {
  readonly #ports: BuildTerminalPorts;
  readonly #order: BuildOrder;
  readonly #written = new EventEmitter<string>();
  readonly #closed = new EventEmitter<number>();
  readonly #stop = new AbortController();
  readonly #progress: BuildProgress;
  readonly #screen: BuildScreen;
  /** What docker says beside its events; the last lines. */
  #lines: string[] = [];
  #columns: number | undefined;
  /** How far the builder's clock is before ours, in ms, as far as its events show it. */
  #clock = -Infinity;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#closed.event;

  constructor(ports: BuildTerminalPorts, order: BuildOrder) {
    this.#ports = ports;
    this.#order = order;
    this.#progress = new BuildProgress(bakedGroups(order.request));
    this.#screen = new BuildScreen(this.#progress, { platforms: order.request.platforms });
  }

  open(dimensions: TerminalDimensions | undefined): void {
    this.#columns = dimensions?.columns;
    void this.#run();
  }

  setDimensions({ columns }: TerminalDimensions): void {
    this.#columns = columns;
  }

  handleInput(text: string): void {
    if (text.includes(interrupt)) this.#stop.abort();
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { docker, runs } = this.#ports;
    const { command } = this.#order;
    const [, ...args] = command;
    this.#write([
      [{ text: shownCommand(this.#order), style: 'bold' }],
      ...secretWarning(command),
      [],
    ]);
    const run: BuildRun = {
      ...this.#order,
      progress: this.#progress,
      started: Date.now(),
      now: () => Date.now() + Math.max(this.#clock, -dayLong),
      cancel: () => {
        this.#stop.abort();
      },
    };
    runs.begin(run);
    const timer = setInterval(() => {
      this.#write(this.#screen.update(this.#columns, run.now()));
    }, frame);
    const end = await docker
      .use(({ runBuild }, program) =>
        runBuild(
          { command: program, args },
          { cwd: directoryOf(this.#order).fsPath, signal: this.#stop.signal },
          {
            onEvents: (events) => {
              for (const event of events) this.#progress.add(event);
              this.#clock = Math.max(this.#clock, this.#progress.latest() - Date.now());
            },
            onLines: (lines) => {
              this.#tell(lines);
            },
          },
        ),
      )
      .catch((error: unknown): BuildEnd => ({ kind: 'not-started', message: String(error) }));
    clearInterval(timer);
    await this.#finish(
      run,
      end ?? { kind: 'not-started', message: l10n.t('the workspace is not trusted') },
    );
  }

  #tell(lines: readonly string[]): void {
    this.#lines.push(...lines);
    if (this.#lines.length > 2 * mostLines) this.#lines = this.#lines.slice(-mostLines);
    this.#write(this.#screen.finish(this.#columns));
    this.#write(lines.map((text) => [{ text }]));
  }

  async #finish(run: BuildRun, end: BuildEnd): Promise<void> {
    const ended = Date.now();
    this.#write(this.#screen.finish(this.#columns));
    const failure = end.kind === 'failed' ? this.#explain() : undefined;
    if (failure !== undefined) this.#write(this.#failureLines(failure.explanation));
    this.#write([[], this.#lastLine(end, ended - run.started)]);
    const cost = emulationCost(
      this.#progress.steps(),
      await emulatedPlatforms(this.#ports.builders, this.#order.request),
    );
    this.#write(costLines(cost));
    this.#ports.runs.end(run, { end, ended, cost, ...(failure && { failure }) });
    this.#closed.fire(exitCode(end));
  }

  #explain(): NonNullable<EndedBuild['failure']> {
    const output = readFailureOutput(this.#lines);
    const step = this.#progress.steps().find(({ state }) => state === 'failed');
    const explanation = explainFailure({
      output,
      ...(step && { step }),
      log: this.#progress.log(step?.digest ?? '').lines,
      platforms: this.#order.request.platforms,
    });
    return { output, explanation };
  }

  #failureLines({
    cause,
    advice,
  }: NonNullable<EndedBuild['failure']>['explanation']): readonly (readonly StyledText[])[] {
    const failed = this.#progress.steps().find(({ state }) => state === 'failed');
    const { lines } = this.#progress.log(failed?.digest ?? '');
    return [
      ...(lines.length === 0
        ? []
        : [[], [{ text: l10n.t('What the step printed last:'), style: 'faint' as const }]]),
      ...lines.slice(-shownLog).map((text) => [{ text: `  ${text}` }]),
      [],
      [{ text: translated(cause), style: 'red' }],
      ...(advice === undefined ? [] : [[{ text: translated(advice) }]]),
    ];
  }

  #lastLine(end: BuildEnd, duration: number): readonly StyledText[] {
    const platforms = this.#order.request.platforms.join(', ');
    switch (end.kind) {
      case 'done':
        return [
          { text: '✔ ', style: 'green' },
          {
            text:
              platforms === ''
                ? l10n.t('Built in {0}.', durationText(duration))
                : l10n.t('Built for {0} in {1}.', platforms, durationText(duration)),
          },
        ];
      case 'failed':
        return [{ text: l10n.t('The build failed after {0}.', durationText(duration)) }];
      case 'cancelled':
        return [{ text: l10n.t('The build was cancelled after {0}.', durationText(duration)) }];
      case 'not-started':
        return [{ text: l10n.t('The build could not be started: {0}', end.message), style: 'red' }];
    }
  }

  #write(text: string | readonly (readonly StyledText[])[]): void {
    const rows =
      typeof text === 'string' ? text : text.map((line) => `${renderLine(line)}\r\n`).join('');
    if (rows !== '') this.#written.fire(rows);
  }
}

/** Of build arguments that look like secrets: their values stay in the image. */
function secretWarning(command: readonly string[]): readonly (readonly StyledText[])[] {
  const names = secretNames(command);
  if (names.length === 0) return [];
  const text = l10n.t(
    'Build arguments are no secrets: the value of {0} is in this command, and stays in the history and provenance of the image. Use "secrets" of the task and RUN --mount=type=secret.',
    names.join(', '),
  );
  return [[{ text, style: 'yellow' }]];
}

/** The exact command; with the folder where that is none of the workspace's. */
export function shownCommand({
  command,
  request,
  scope,
}: Pick<BuildOrder, 'command' | 'request' | 'scope'>): string {
  const isElsewhere =
    request.bake !== undefined && !['.', scope.uri.fsPath].includes(request.context);
  return isElsewhere ? shownLineIn(request.context, command) : shownLine(command);
}

/** Names of targets, which stand before their steps where there are several. */
function bakedGroups({ bake }: BuildOrder['request']): ReadonlySet<string> | undefined {
  return bake && new Set([...(bake.plan ?? []).map(({ name }) => name), ...bake.targets]);
}

/** As the program itself would end in a terminal; 130 is Ctrl-C. */
function exitCode(end: BuildEnd): number {
  if (end.kind === 'done') return 0;
  return end.kind === 'cancelled' ? 130 : ((end.kind === 'failed' ? end.code : undefined) ?? 1);
}
