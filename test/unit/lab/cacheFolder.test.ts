import assert from 'node:assert/strict';
import path from 'node:path';
import { cacheFolder } from '../../lab/cacheFolder.mjs';

describe('the cache folder of the lab', () => {
  const home = path.resolve('/home/ann');
  const check = (env: Record<string, string>, platform: string, expected: string) => {
    it(`${platform} ${JSON.stringify(env)}`, () => {
      assert.equal(cacheFolder(env, platform, home), path.resolve(expected));
    });
  };

  check({}, 'linux', '/home/ann/.cache/multiarch');
  check({ XDG_CACHE_HOME: '/var/cache/ann' }, 'linux', '/var/cache/ann/multiarch');
  check({ XDG_CACHE_HOME: '' }, 'linux', '/home/ann/.cache/multiarch');
  check({}, 'darwin', '/home/ann/Library/Caches/multiarch');
  check({}, 'win32', '/home/ann/AppData/Local/multiarch');
  check({ LOCALAPPDATA: '/local' }, 'win32', '/local/multiarch');
  check({ MULTIARCH_CACHE: '/big', XDG_CACHE_HOME: '/var' }, 'linux', '/big');
  check({ MULTIARCH_CACHE: 'here' }, 'win32', 'here');
});
