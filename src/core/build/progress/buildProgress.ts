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
/** Output of all steps that is kept, in characters; that of steps that were silent longest goes first. */
const mostOutput = 24_000_000;
/** Layers and files of all steps together. */
const mostStatusesInAll = 200_000;

const exportedManifest = /^exporting manifest( list)? (sha256:[0-9a-f]{64})$/;

/** Hears of changes on its own account: what one listener took is still news for another. */
export interface ProgressListener {
  /** The steps that are not as they were when this was last asked, in the order of their change. */
  take(): readonly BuildStep[];
}

/** The state of a build, brought up to date by its events. Memory is bounded, whatever the build prints. */
export class BuildProgress {
  readonly #steps = new Map<string, StepRecord>();
  readonly #warnings: WarningEvent[] = [];
  readonly #listeners: Set<StepRecord>[] = [];
  /** Steps that printed something; the one that was silent longest first. */
  readonly #printed = new Set<StepRecord>();
  #output = 0;
  #statuses = 0;
  #exported: { readonly isList: boolean; readonly digest: string } | undefined;
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
    for (const status of event.statuses) {
      const step = this.#record(status.vertex);
      if (step?.carry(status, this.#statuses < mostStatusesInAll)) this.#statuses += 1;
      this.#seeExport(status.id);
    }
    for (const { vertex, text } of event.logs) this.#print(vertex, text);
    for (const warning of event.warnings) {
      if (this.#warnings.length < mostWarnings) this.#warnings.push(warning);
    }
  }

  /** Listens to changes for as long as this object lives; every step that is known is news at first. */
  listen(): ProgressListener {
    const changed = new Set<StepRecord>(this.#steps.values());
    this.#listeners.push(changed);
    return {
      take: () => {
        const steps = [...changed].map((step) => step.now(this.#groups));
        changed.clear();
        return steps;
      },
    };
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

  /** Digest of the manifest list that was exported, or of the manifest where there was no list. */
  exported(): string | undefined {
    return this.#exported?.digest;
  }

  /** The step that made the build fail; of several the first. */
  failed(): BuildStep | undefined {
    return this.steps().find(({ state }) => state === 'failed');
  }

  /** Told by BuildKit v0.32, exporter/containerimage/writer.go; a list comes after what it lists. */
  #seeExport(id: string): void {
    const [, list, digest] = exportedManifest.exec(id) ?? [];
    if (digest === undefined || (this.#exported?.isList === true && list === undefined)) return;
    this.#exported = { isList: list !== undefined, digest };
  }

  #print(digest: string, text: string): void {
    const step = this.#record(digest);
    if (step === undefined) return;
    this.#printed.delete(step);
    this.#printed.add(step);
    const before = step.log.size();
    step.log.add(text);
    this.#output += step.log.size() - before;
    for (const silent of this.#printed) {
      if (this.#output <= mostOutput || silent === step) break;
      this.#output -= silent.log.size();
      silent.log.clear();
      this.#printed.delete(silent);
    }
  }

  /** A step, to be changed. Undefined when there are too many. */
  #record(digest: string): StepRecord | undefined {
    let step = this.#steps.get(digest);
    if (step === undefined) {
      if (this.#steps.size >= mostSteps) return undefined;
      step = new StepRecord(digest);
      this.#steps.set(digest, step);
    }
    for (const changed of this.#listeners) changed.add(step);
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
  /** What {@link now} gave, until something changes. */
  #given: BuildStep | undefined;

  constructor(digest: string) {
    this.#digest = digest;
  }

  /** A step begins and ends several times when BuildKit needs its result in several ways. */
  see({ name, started, completed, cached, error }: VertexEvent): void {
    this.#given = undefined;
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

  /** @returns whether it is one more. @param mayGrow whether one more is kept */
  carry(status: StatusEvent, mayGrow: boolean): boolean {
    const isMore = !this.#statuses.has(status.id);
    if (isMore && (!mayGrow || this.#statuses.size >= mostStatuses)) return false;
    this.#statuses.set(status.id, status);
    this.#given = undefined;
    return isMore;
  }

  isRunning(): boolean {
    return this.#begin !== undefined && this.#error === undefined;
  }

  now(groups: ReadonlySet<string> | undefined): BuildStep {
    return (this.#given ??= this.#give(groups));
  }

  #give(groups: ReadonlySet<string> | undefined): BuildStep {
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
