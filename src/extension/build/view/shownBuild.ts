import type { Uri } from 'vscode';
import type { BuildProgress } from '../../../core/build/progress/buildProgress.ts';
import type { EmulationCost } from '../../../core/build/progress/emulationCost.ts';
import type { BuildRun } from '../buildRuns.ts';
import type { BuildOutcome } from '../buildOutcome.ts';
import type { IsEmulated } from '../emulated.ts';

/** A build as the view shows it: one of this window, or one that buildx remembers. */
export interface ShownBuild {
  /** Tells it from all others of this window. */
  readonly id: string;
  readonly title: string;
  /** That were asked for, formatted. */
  readonly platforms: readonly string[];
  readonly progress: BuildProgress;
  /** The Dockerfile, where it is known. */
  readonly file: Uri | undefined;
  /** Absent for one that buildx remembers. */
  readonly run?: BuildRun;
  /** In ms since the epoch, by the clock of who began it. */
  readonly started: number;
  isEmulated: IsEmulated;
  /** Undefined while it runs. */
  end: ShownEnd | undefined;
  /** What came out of it, once that was read. */
  outcome?: BuildOutcome;
}

/** How a build ended. */
export interface ShownEnd {
  readonly state: 'done' | 'failed' | 'cancelled';
  /** In ms. */
  readonly duration: number;
  readonly cost: EmulationCost;
  /** Why it failed, in words for people. */
  readonly reason?: string;
}
