import assert from 'node:assert/strict';
import { readImageUses } from '../../../../src/adapters/workspace/imageUses.ts';
import type { RuleLevel } from '../../../../src/core/analysis/finding.ts';
import { analyzePipeline } from '../../../../src/core/ci/analyzePipeline.ts';
import { both, build, buildx, each, job, matrix, one, qemu } from '../../../support/pipelines.ts';

describe('the levels of rules about pipelines', () => {
  const text =
    job(matrix, qemu + buildx + build(each, 'push: true', 'tags: o/a:1')) +
    `  other:\n    ${one}\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          ${both}\n`;
  const check = (
    title: string,
    levels: Readonly<Record<string, RuleLevel>> | undefined,
    expected: readonly string[],
  ) => {
    it(title, () => {
      const { pipeline } = readImageUses('workflow', text);
      assert.ok(pipeline);
      assert.deepEqual(
        analyzePipeline(text, pipeline, levels).map(({ rule, severity }) => `${rule} ${severity}`),
        expected,
      );
    });
  };
  check('are their own, unless a user wants others', undefined, [
    'ci-tags-overwritten error',
    'ci-emulator-missing warning',
  ]);
  check('are those of a user', { 'ci-tags-overwritten': 'hint' }, [
    'ci-tags-overwritten hint',
    'ci-emulator-missing warning',
  ]);
  check('silence what a user has turned off', { 'ci-tags-overwritten': 'off' }, [
    'ci-emulator-missing warning',
  ]);
});
