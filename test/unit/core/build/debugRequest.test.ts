import assert from 'node:assert/strict';
import { debugArguments } from '../../../../src/core/build/debugRequest.ts';

describe('a build that is stepped through', () => {
  it('is asked for in the words of the build itself', () => {
    const request = {
      file: '/work space/Dockerfile',
      context: '/work space',
      platforms: ['linux/arm64'],
      tags: [],
      target: 'test',
      buildArgs: { VERSION: '1 2' },
      output: 'cache',
      builder: 'farm',
    } as const;
    assert.deepEqual(debugArguments(request), [
      ...['buildx', 'dap', 'build', '--builder', 'farm', '--platform', 'linux/arm64'],
      ...['--file', '/work space/Dockerfile', '--target', 'test', '--build-arg', 'VERSION=1 2'],
      ...['--output', 'type=cacheonly', '/work space'],
    ]);
  });
});
