import '../../support/vscodeStub.ts';
import assert from 'node:assert/strict';
import type { BuildEnd } from '../../../src/adapters/docker/runBuild.ts';
import type { BuildRequest } from '../../../src/core/build/buildRequest.ts';
import { BuildProgress } from '../../../src/core/build/progress/buildProgress.ts';
import { lastPushed } from '../../../src/extension/build/lastPushed.ts';

describe('what the builds of a window have pushed last', () => {
  const done: BuildEnd = { kind: 'done' };
  const build = (request: Partial<BuildRequest>, end: BuildEnd = done) => ({
    end,
    request: {
      ...{ file: 'Dockerfile', context: '.', platforms: [], tags: ['app:1'] },
      ...{ output: 'push' as const, ...request },
    },
    scope: { uri: undefined, name: 'w', index: 0 } as never,
    progress: Object.assign(new BuildProgress(), { exported: () => `sha256:${'a'.repeat(64)}` }),
  });
  const bake = (output?: 'push' | 'load' | 'cache', ...outputs: readonly string[]) =>
    build({
      tags: [],
      bake: {
        files: ['docker-bake.hcl'],
        targets: [],
        ...(output && { output }),
        plan: [
          { name: 'test', platforms: [], tags: [], outputs: ['cacheonly'] },
          { name: 'api', platforms: [], tags: ['api:1', 'api:latest'], outputs },
          { name: 'web', platforms: [], tags: ['web:1'], outputs },
        ],
      },
    });
  const cases: readonly [
    title: string,
    builds: readonly ReturnType<typeof build>[],
    tag: string | undefined,
  ][] = [
    ['nothing', [], undefined],
    ['a Dockerfile', [build({ tags: ['app:1', 'app:2'] })], 'app:1'],
    ['the last of two', [build({}), build({ tags: ['web:1'] })], 'web:1'],
    ['one before another that was loaded', [build({}), build({ output: 'load' })], 'app:1'],
    ['one before another that failed', [build({}), build({}, { kind: 'cancelled' })], 'app:1'],
    ['one without a tag', [build({ output: 'digest' })], undefined],
    ['what bake was told to push', [build({}), bake('push')], 'api:1'],
    ['what bake files say is pushed', [build({}), bake(undefined, 'registry')], 'api:1'],
    ['what bake has loaded', [build({}), bake('load', 'registry')], 'app:1'],
    ['what bake files leave open', [build({}), bake()], 'app:1'],
  ];
  for (const [title, builds, tag] of cases) {
    it(title, () => {
      assert.equal(lastPushed({ recent: () => builds }), tag);
    });
  }
});
