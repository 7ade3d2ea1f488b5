import assert from 'node:assert/strict';
import { registryCacheFolder } from '../../../../src/adapters/registry/cacheFolder.ts';

describe('registryCacheFolder', () => {
  const check = (platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, expected: string) => {
    it(`${platform} ${JSON.stringify(environment)}`, () => {
      const home = platform === 'win32' ? 'C:\\Users\\mary' : '/home/mary';
      assert.equal(registryCacheFolder(environment, platform, home), expected);
    });
  };
  check('linux', {}, '/home/mary/.cache/multiarch/registry');
  check('linux', { XDG_CACHE_HOME: '/var/tmp/c' }, '/var/tmp/c/multiarch/registry');
  check('linux', { XDG_CACHE_HOME: 'relative' }, '/home/mary/.cache/multiarch/registry');
  check('linux', { XDG_CACHE_HOME: '' }, '/home/mary/.cache/multiarch/registry');
  check('linux', { MULTIARCH_CACHE: '/srv/cache' }, '/srv/cache/registry');
  check('linux', { MULTIARCH_CACHE: '' }, '/home/mary/.cache/multiarch/registry');
  check('linux', { MULTIARCH_REGISTRY_CACHE: '/lab/r', MULTIARCH_CACHE: '/srv' }, '/lab/r');
  check('linux', { MULTIARCH_REGISTRY_CACHE: '' }, '/home/mary/.cache/multiarch/registry');
  check('darwin', {}, '/home/mary/Library/Caches/multiarch/registry');
  check('win32', {}, 'C:\\Users\\mary\\AppData\\Local\\multiarch\\registry');
  check('win32', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\multiarch\\registry');
});
