import type { BuildEvent, StatusEvent, VertexEvent, WarningEvent } from './buildEvent.ts';
import { LogTail } from './logTail.ts';
import { readStepName, type StepName } from './stepName.ts';

/**
 * - `waiting`: known, not begun
 * - `running`, `done`, `cached` (its result was there already), `failed`
 * - `cancelled`: it was stopped because another one failed, or the user asked for it
 */
export type StepState = 'waiting' | 'running' | 'done' | 'cached' | 'failed' | 'cancelled';

/** A step of a build, as it is now. */
export interface BuildStep {
  readonly digest: string;
  readonly name: StepName;
  readonly state: StepState;
  /** First begin, in ms since the epoch. */
  readonly started?: number;
  /** Last end, in ms since the epoch. */
  readonly completed?: number;
  /** Time in which it worked, in ms; what BuildKit did twice at the same time counts once. */
  readonly duration: number;
  /** Bytes that came or went so far, and how many there will be; 0 when it carries none. */
  readonly transferred: { readonly current: number; readonly total: number };
  readonly error?: string;
}

/** The end of what a step printed. */
export interface StepLog {
  readonly lines: readonly string[];
  /** How many lines before them were dropped. */
  readonly dropped: number;
}

/** More steps than any build has; what comes after them is not followed. */
const mostSteps = 20_000;
/** Layers and files that one step carries. */
const mostStatuses = 2_000;
const mostWarnings = 500;

/** The state of a build, brought up to date by its events. Memory is bounded, whatever the build prints. */
export class BuildProgress {
  readonly #steps = new Map<string, StepRecord>();
  readonly #warnings: WarningEvent[] = [];
  readonly #changed = new Set<StepRecord>();
  #latest = -Infinity;
  readonly #groups: ReadonlySet<string> | undefined;

  /** @param groups targets of a bake file that are built */
  constructor(groups?: ReadonlySet<string>) {
    this.#groups = groups;
  }

  /** The latest time that an event named, in ms since the epoch; before the first one -Infinity. */
  latest(): number {
    return this.#latest;
  }

  /** Takes in what BuildKit told. */
  add(event: BuildEvent): void {
    for (const vertex of event.vertexes) {
      this.#record(vertex.digest)?.see(vertex);
      this.#latest = Math.max(this.#latest, vertex.completed ?? vertex.started ?? -Infinity);
    }
    for (const status of event.statuses) this.#record(status.vertex)?.carry(status);
    for (const { vertex, text } of event.logs) this.#record(vertex)?.log.add(text);
    for (const warning of event.warnings) {
      if (this.#warnings.length < mostWarnings) this.#warnings.push(warning);
    }
  }

  /** The steps that are not as they were when this was last asked, in the order of their change. */
  takeChanged(): readonly BuildStep[] {
    const changed = [...this.#changed].map((step) => step.now(this.#groups));
    this.#changed.clear();
    return changed;
  }

  /** All steps, in the order in which BuildKit first told of them. */
  steps(): readonly BuildStep[] {
    return [...this.#steps.values()].map((step) => step.now(this.#groups));
  }

  /** The steps that are at work. */
  running(): readonly BuildStep[] {
    return [...this.#steps.values()]
      .filter((step) => step.isRunning())
      .map((step) => step.now(this.#groups));
  }

  /** What a step printed. Nothing for a step that is not known. */
  log(digest: string): StepLog {
    const log = this.#steps.get(digest)?.log;
    return { lines: log?.lines() ?? [], dropped: log?.dropped() ?? 0 };
  }

  /** What BuildKit's checks found. */
  warnings(): readonly WarningEvent[] {
    return this.#warnings;
  }

  /** The step that made the build fail; of several the first. */
  failed(): BuildStep | undefined {
    return this.steps().find(({ state }) => state === 'failed');
  }

  /** A step, to be changed. Undefined when there are too many. */
  #record(digest: string): StepRecord | undefined {
    let step = this.#steps.get(digest);
    if (step === undefined) {
      if (this.#steps.size >= mostSteps) return undefined;
      step = new StepRecord(digest);
      this.#steps.set(digest, step);
    }
    this.#changed.add(step);
    return step;
  }
}

/** What is known of one step. */
class StepRecord {
  readonly log = new LogTail();
  readonly #digest: string;
  readonly #statuses = new Map<string, StatusEvent>();
  #name = '';
  #read: StepName | undefined;
  #first: number | undefined;
  /** Begin of the work that has not ended; undefined while none is done. */
  #begin: number | undefined;
  #end: number | undefined;
  /** Of the work that has ended, in ms. */
  #worked = 0;
  #cached = false;
  #error: string | undefined;

  constructor(digest: string) {
    this.#digest = digest;
  }

  /** A step begins and ends several times when BuildKit needs its result in several ways. */
  see({ name, started, completed, cached, error }: VertexEvent): void {
    if (name !== '' && name !== this.#name) {
      this.#name = name;
      this.#read = undefined;
    }
    if (cached === true) this.#cached = true;
    if (error !== undefined) this.#error = error;
    if (started === undefined) return;
    this.#first = Math.min(this.#first ?? started, started);
    if (completed === undefined) {
      this.#begin = started;
      return;
    }
    // What was counted already does not count again.
    const from = Math.max(started, this.#end ?? started);
    this.#worked += Math.max(0, completed - from);
    this.#end = Math.max(this.#end ?? completed, completed);
    if (this.#begin === undefined || this.#begin <= completed) this.#begin = undefined;
  }

  carry(status: StatusEvent): void {
    if (this.#statuses.size < mostStatuses || this.#statuses.has(status.id)) {
      this.#statuses.set(status.id, status);
    }
  }

  isRunning(): boolean {
    return this.#begin !== undefined && this.#error === undefined;
  }

  now(groups: ReadonlySet<string> | undefined): BuildStep {
    this.#read ??= readStepName(this.#name, groups);
    return {
      digest: this.#digest,
      name: this.#read,
      state: this.#state(),
      ...(this.#first !== undefined && { started: this.#first }),
      ...(this.#begin === undefined && this.#end !== undefined && { completed: this.#end }),
      duration: this.#worked,
      transferred: this.#transferred(),
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }

  #state(): StepState {
    if (this.#error !== undefined) return isCancellation(this.#error) ? 'cancelled' : 'failed';
    if (this.#begin !== undefined) return 'running';
    if (this.#end === undefined) return 'waiting';
    return this.#cached ? 'cached' : 'done';
  }

  #transferred(): BuildStep['transferred'] {
    let current = 0;
    let total = 0;
    for (const status of this.#statuses.values()) {
      current += status.current;
      total += Math.max(status.total, status.current);
    }
    return { current, total };
  }
}

/** Whether an error only says that the step was stopped (gRPC's Canceled, Go's context.Canceled). */
export function isCancellation(error: string): boolean {
  return (
    error.endsWith('context canceled') ||
    error.endsWith('Canceled: grpc: the client connection is closing')
  );
}
