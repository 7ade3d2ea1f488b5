/** A build that a builder remembers (buildx 0.21 and newer, `docker buildx history ls`). */
export interface PastBuild {
  /** `<builder>/<node>/<id>` */
  readonly ref: string;
  /** Made of the context and the file, by buildx. */
  readonly name: string;
  readonly state: 'running' | 'done' | 'failed';
  /** In ms since the epoch. */
  readonly started: number;
  readonly completed?: number;
  readonly steps: number;
  readonly cachedSteps: number;
  /** That were asked for, once they are known: the list does not have them. */
  readonly platforms?: readonly string[];
}

/** What a builder knows of one of them (`docker buildx history inspect`). */
export interface PastBuildDetails {
  /** That were asked for, as buildx formats them; empty where none were. */
  readonly platforms: readonly string[];
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Why it failed, in BuildKit's words. */
  readonly error?: string;
}

/** Id of the builder's record: the last part of a ref. */
export function recordId(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** The builder that has it: the first part of a ref. */
export function builderOf(ref: string): string {
  const end = ref.indexOf('/');
  return end < 0 ? '' : ref.slice(0, end);
}
