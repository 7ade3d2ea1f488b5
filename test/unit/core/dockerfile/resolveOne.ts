import assert from 'node:assert/strict';
import {
  resolveBuild,
  type BuildOptions,
  type TargetResolution,
} from '../../../../src/core/dockerfile/resolve.ts';

/** An image whose config is known, and sets nothing unless the options say otherwise. */
export const BASE = 'docker.io/library/base:latest';

/** What a file means for one target: linux/arm64, built on linux/amd64. */
export function resolveOne(text: string, options: Partial<BuildOptions> = {}): TargetResolution {
  const [target] = resolveBuild(text, {
    targets: ['linux/arm64'],
    buildPlatform: 'linux/amd64',
    images: { [BASE]: {} },
    ...options,
  }).targets;
  assert.ok(target);
  return target;
}
