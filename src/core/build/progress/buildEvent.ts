/**
 * What BuildKit tells of a build while it runs (BuildKit v0.32, client/graph.go, SolveStatus), in the form
 * that `docker buildx build --progress=rawjson` prints: one such event a line. Times are in ms since the
 * epoch; texts are decoded.
 */
export interface BuildEvent {
  readonly vertexes: readonly VertexEvent[];
  readonly statuses: readonly StatusEvent[];
  readonly logs: readonly LogEvent[];
  readonly warnings: readonly WarningEvent[];
}

/** A step as it is at one moment. It comes again whenever it changes. */
export interface VertexEvent {
  readonly digest: string;
  /** E.g. `[linux/arm64 build 2/4] RUN make`. Empty when it was told before. */
  readonly name: string;
  readonly started?: number;
  readonly completed?: number;
  readonly cached?: boolean;
  readonly error?: string;
}

/** Something that a step carries or does, e.g. the download of one layer. */
export interface StatusEvent {
  readonly id: string;
  readonly vertex: string;
  /** Bytes, where there are any; 0 when unknown. */
  readonly current: number;
  readonly total: number;
  readonly started?: number;
  readonly completed?: number;
}

/** Output of a step. */
export interface LogEvent {
  readonly vertex: string;
  /** 1: standard output, 2: standard error. */
  readonly stream: number;
  readonly text: string;
}

/** What a check of BuildKit found (`short`), in which lines. */
export interface WarningEvent {
  readonly vertex: string;
  readonly short: string;
  readonly detail: readonly string[];
  readonly url?: string;
  /** File that the lines belong to. */
  readonly file?: string;
  /** Counted from 1; absent without a place. */
  readonly lines?: { readonly first: number; readonly last: number };
}
