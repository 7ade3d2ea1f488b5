import assert from 'node:assert/strict';
import '../../support/vscodeStub.ts';
import { bakedText, outcomesOf } from '../../../src/extension/build/bake/bakeText.ts';
import { withUsualOutput } from '../../../src/extension/build/bake/usualOutput.ts';
import type { BakedTarget } from '../../../src/core/project/bakePlan.ts';

function target(name: string, outputs?: readonly string[]): BakedTarget {
  return { name, platforms: ['linux/arm64'], tags: [], ...(outputs && { outputs }) };
}

describe('what becomes of the targets of a bake', () => {
  const check = (targets: readonly BakedTarget[], driver: string | undefined, expected: string) =>
    it(expected, () => {
      assert.equal(outcomesOf(targets.map((each) => withUsualOutput(each, driver))), expected);
    });

  const plain = [target('app', []), target('other', [])];
  check(plain, 'docker', 'loaded into the Docker engine');
  check(plain, 'docker-container', 'kept in the build cache only');
  check(plain, undefined, 'no output is named, the builder decides');
  check(
    [...plain, target('push', ['registry']), target('files', ['local'])],
    'remote',
    'app, other: kept in the build cache only · push: pushed to the registry · files: local',
  );
  check([target('app')], 'docker', 'as the files say');

  it('is told afterwards, each with its names', () => {
    const plan = [
      { ...target('app', ['docker']), tags: ['app:1', 'app:2'] },
      target('other', ['docker']),
    ];
    const bake = { files: ['docker-bake.hcl'], targets: [], plan };
    const request = { file: 'docker-bake.hcl', context: '.', platforms: [], tags: [] };
    assert.equal(
      bakedText({ ...request, output: 'cache', bake }),
      'docker-bake.hcl was baked: app for linux/arm64 loaded as app:1, app:2; other for linux/arm64 loaded without a name',
    );
  });
});
