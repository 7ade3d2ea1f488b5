import type { PipelineRule } from '../pipelineRule.ts';
import { baseLacksPlatform } from './base-lacks-platform.ts';
import { cacheShared } from './cache-shared.ts';
import { digestLost } from './digest-lost.ts';
import { dockerManifest } from './docker-manifest.ts';
import { emulatorLate, emulatorMissing, emulatorUnneeded } from './emulator.ts';
import { loadSeveralPlatforms } from './load-several-platforms.ts';
import { outputConflict } from './output-conflict.ts';
import { retiredAction } from './retired-action.ts';
import { runnerMismatch } from './runner-mismatch.ts';
import { tagsOverwritten } from './tags-overwritten.ts';

/** Every rule about pipelines, by its code. */
export const pipelineRules = {
  'ci-tags-overwritten': tagsOverwritten,
  'ci-digest-lost': digestLost,
  'ci-output-conflict': outputConflict,
  'ci-load-several-platforms': loadSeveralPlatforms,
  'ci-emulator-missing': emulatorMissing,
  'ci-emulator-late': emulatorLate,
  'ci-emulator-unneeded': emulatorUnneeded,
  'ci-runner-mismatch': runnerMismatch,
  'ci-base-lacks-platform': baseLacksPlatform,
  'ci-cache-shared': cacheShared,
  'ci-docker-manifest': dockerManifest,
  'ci-retired-action': retiredAction,
} as const satisfies Readonly<Record<string, PipelineRule>>;
