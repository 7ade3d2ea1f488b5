import assert from 'node:assert/strict';
import { buildArguments } from '../../../../src/core/build/buildRequest.ts';
import { commandLine } from '../../../../src/core/build/commandLine.ts';
import { joinArguments } from '../../../../src/core/build/eachPlatform.ts';
import { familyBuilds, type FamilyFile } from '../../../../src/core/build/familyBuild.ts';

describe('the builds of a family', () => {
  const member = (file: string, platform: string, context = '.'): FamilyFile => ({
    ...{ file, platform, context },
  });
  const check = (title: string, files: readonly FamilyFile[], expected: readonly string[]) => {
    it(title, () => {
      const builds = familyBuilds(files, { tags: ['example.com/app:1'], builder: 'farm' });
      const lines = builds?.requests.map((request) => commandLine(buildArguments(request))) ?? [];
      const join = builds?.join === undefined ? [] : [commandLine(joinArguments(builds.join))];
      assert.deepEqual([...lines, ...join], expected);
    });
  };
  check(
    'each for its platform, and one index',
    [member('Dockerfile.amd64', 'linux/amd64'), member('arm/Dockerfile', 'linux/arm/v7', 'arm')],
    [
      'buildx build --builder farm --platform linux/amd64 --file Dockerfile.amd64 --tag example.com/app:1-amd64 --push .',
      'buildx build --builder farm --platform linux/arm/v7 --file arm/Dockerfile --tag example.com/app:1-armv7 --push arm',
      'buildx imagetools create --builder farm --tag example.com/app:1 example.com/app:1-amd64 example.com/app:1-armv7',
    ],
  );
  check('not of one file', [member('Dockerfile.amd64', 'linux/amd64')], []);
  check('not of none', [], []);
  check(
    'not of two for one platform',
    [member('Dockerfile.arm', 'linux/arm/v7'), member('Dockerfile.armhf', 'linux/arm/v7')],
    [],
  );
});
