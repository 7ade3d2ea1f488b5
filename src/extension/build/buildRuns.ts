import { EventEmitter, Uri, type Disposable } from 'vscode';
import type { BuildEnd } from '../../adapters/docker/runBuild.ts';
import type { BuildRequest } from '../../core/build/buildRequest.ts';
import type { FailureExplanation } from '../../core/build/failures/explain.ts';
import type { FailureOutput } from '../../core/build/failures/failureOutput.ts';
import type { BuildProgress } from '../../core/build/progress/buildProgress.ts';
import type { EmulationCost } from '../../core/build/progress/emulationCost.ts';
import type { BuildDefinition, BuildScope } from '../tasks/buildTask.ts';
import { seenFrom } from './buildDirectory.ts';

/** What it takes to run a build once more. */
export type WholeBuild = Pick<BuildRun, 'definition' | 'request' | 'scope' | 'name'>;

/** A build that was started from this window. */
export interface BuildRun {
  readonly definition: BuildDefinition;
  readonly request: BuildRequest;
  readonly scope: BuildScope;
  /** Name of its task. */
  readonly name: string;
  /** The words of the command that runs. */
  readonly command: readonly string[];
  /** The build of all platforms, of which this one builds some once more. */
  readonly whole?: WholeBuild;
  /** What is told of the end of a build that is one of several, which say themselves what became of them all. */
  readonly told?: 'failures' | 'nothing';
  readonly progress: BuildProgress;
  /** In ms since the epoch. */
  readonly started: number;
  /** Present time by the clock of the builder as far as its events show it, in ms since the epoch. */
  now(): number;
  cancel(): void;
}

/** A build that is over. */
export interface EndedBuild extends BuildRun {
  readonly end: BuildEnd;
  /** In ms since the epoch. */
  readonly ended: number;
  readonly cost: EmulationCost;
  /** What a failed build said, and why it failed. */
  readonly failure?: { readonly output: FailureOutput; readonly explanation: FailureExplanation };
}

/** Builds that ended and are kept, with all that is known of their steps. */
const mostEnded = 5;

/** What emulation cost the steps of a Dockerfile. */
export interface MeasuredCost {
  readonly file: Uri;
  readonly cost: EmulationCost;
}

/** The builds of this window: those that run, and the last ones that ended. */
export class BuildRuns implements Disposable {
  readonly #running = new Set<BuildRun>();
  #recent: readonly EndedBuild[] = [];
  readonly #begun = new EventEmitter<BuildRun>();
  readonly #ended = new EventEmitter<EndedBuild>();
  readonly #measured = new EventEmitter<MeasuredCost>();

  readonly onDidBegin = this.#begun.event;
  readonly onDidEnd = this.#ended.event;
  /** What emulation cost a build of before, as its builder remembers it. */
  readonly onDidMeasure = this.#measured.event;

  begin(run: BuildRun): void {
    this.#running.add(run);
    this.#begun.fire(run);
  }

  end(run: BuildRun, how: Pick<EndedBuild, 'end' | 'ended' | 'cost' | 'failure'>): void {
    if (!this.#running.delete(run)) return;
    const ended: EndedBuild = { ...run, ...how };
    this.#recent = [...this.#recent, ended].slice(-mostEnded);
    this.#ended.fire(ended);
  }

  /** Tells what emulation cost a build that did not run in this window. */
  measure(cost: MeasuredCost): void {
    this.#measured.fire(cost);
  }

  /** The last builds that ended, the oldest first. */
  recent(): readonly EndedBuild[] {
    return this.#recent;
  }

  /** The builds that run now, the oldest first. */
  running(): readonly BuildRun[] {
    return [...this.#running];
  }

  /** Cancels what still runs. */
  dispose(): void {
    for (const run of this.#running) run.cancel();
    this.#begun.dispose();
    this.#ended.dispose();
    this.#measured.dispose();
  }
}

/** The file that a build is asked for. */
export function dockerfileOf({ request, scope }: Pick<BuildRun, 'request' | 'scope'>): Uri {
  return seenFrom(scope.uri, request.file);
}

/** The Dockerfile of a build; of bake files the one whose step failed, or the first of them. */
export function fileOf(build: BuildRun): Uri {
  const { request } = build;
  const own = dockerfileOf(build);
  if (request.bake === undefined) return own;
  const { plan = [] } = request.bake;
  const target = build.progress.failed()?.name.group;
  const failed = plan.length === 1 ? plan[0] : plan.find(({ name }) => name === target);
  return failed?.dockerfile === undefined ? own : Uri.file(failed.dockerfile);
}

/** All Dockerfiles that a build may find faults in. */
export function filesOf(build: BuildRun): readonly Uri[] {
  const targets = build.request.bake?.plan ?? [];
  const others = targets.flatMap(({ dockerfile }) => dockerfile ?? []);
  return [fileOf(build), ...others.map((file) => Uri.file(file))];
}
