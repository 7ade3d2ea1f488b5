import type { BuildStep } from '../../../core/build/progress/buildProgress.ts';
import type {
  EmulatedTime,
  StepCost,
  StepTime,
} from '../../../core/build/progress/emulationCost.ts';
import type { PlatformSteps } from '../../../core/build/progress/platformSteps.ts';
import { formatPlatformAll, normalizePlatform } from '../../../core/platform/platform.ts';
import type { ImageItem } from '../../images/tree/imagesTree.ts';
import type { PastBuild } from '../../../core/build/progress/pastBuild.ts';
import type { ShownBuild } from './shownBuild.ts';

/** A build. */
export interface BuildRow {
  readonly kind: 'build';
  readonly build: ShownBuild;
}

/** The steps for one platform, or those that serve the whole build. It is the same row while they change. */
export interface PlatformRow {
  readonly kind: 'buildPlatform';
  readonly build: ShownBuild;
  readonly key: string;
  value: PlatformSteps;
}

/** Some of many steps of one platform. */
export interface RangeRow {
  readonly kind: 'range';
  readonly of: PlatformRow;
  /** Position of the first one, from 0. */
  readonly first: number;
}

/** A step. It is the same row while the step changes. */
export interface StepRow {
  readonly kind: 'step';
  readonly build: ShownBuild;
  step: BuildStep;
}

/** One platform of an image that came out of a build; commands for images take those of engine and registry. */
export type ResultRow =
  | Extract<ImageItem, { readonly kind: 'platform' | 'remotePlatform' }>
  /** In an OCI archive. */
  | { readonly kind: 'archived'; readonly platform: string; readonly digest: string };

/** A build that a builder remembers. It is the same row when more is known of it. */
export interface PastRow {
  readonly kind: 'past';
  past: PastBuild;
}

/** The platform of such a row, formatted. */
export function resultPlatform(row: ResultRow): string {
  if (row.kind !== 'platform') return platformText(row);
  return formatPlatformAll(normalizePlatform(row.platform.platform));
}

function platformText(row: Exclude<ResultRow, { readonly kind: 'platform' }>): string {
  return row.kind === 'archived' ? row.platform : row.platform.platform;
}

/** The digest of its manifest. */
export function resultDigest(row: ResultRow): string {
  return row.kind === 'archived' ? row.digest : row.platform.digest;
}

/** A row of the build view. */
export type BuildItem =
  | BuildRow
  | PlatformRow
  | RangeRow
  | StepRow
  | ResultRow
  /** A line that a failed step printed. */
  | { readonly kind: 'line'; readonly of: StepRow; readonly text: string }
  /** What emulation cost. */
  | { readonly kind: 'costs'; readonly build: ShownBuild }
  | { readonly kind: 'costSum'; readonly time: StepTime; readonly ratio: number | undefined }
  | {
      readonly kind: 'cost';
      readonly build: ShownBuild;
      readonly cost: StepCost;
      readonly time: EmulatedTime;
    }
  /** What came out of a build. */
  | { readonly kind: 'outcome'; readonly build: ShownBuild }
  /** A platform that was asked for and did not come out. */
  | { readonly kind: 'missing'; readonly platform: string }
  /** The builds that buildx remembers. */
  | { readonly kind: 'history' }
  | PastRow
  /** A remark. */
  | { readonly kind: 'note'; readonly text: string; readonly isProblem: boolean };
