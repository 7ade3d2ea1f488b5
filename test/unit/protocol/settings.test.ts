import assert from 'node:assert/strict';
import { defaultSettings, readSettings } from '../../../src/protocol/settings.ts';

describe('settings section', () => {
  const check = (section: unknown, expected: object) => {
    it(JSON.stringify(section), () => {
      assert.deepEqual(readSettings(section), { ...defaultSettings, ...expected });
    });
  };
  const registry = (given: object) => ({ registry: { ...defaultSettings.registry, ...given } });

  check({}, {});
  check(null, {});
  check('multiarch', {});
  check([], {});
  check({ platforms: ['linux/s390x'] }, { platforms: ['linux/s390x'] });
  check({ platforms: [] }, {});
  check({ platforms: 'linux/amd64' }, {});
  check({ platforms: [1, '', ' ', 'linux/386'] }, { platforms: ['linux/386'] });
  check(
    { rules: { 'base-image-single-platform': 'off', 'x-y': 'loud', z: 3 } },
    { rules: { 'base-image-single-platform': 'off' } },
  );
  check({ registry: { lookups: 'off' } }, registry({ lookups: 'off' }));
  check({ registry: { lookups: 'maybe' } }, {});
  check({ registry: { allowedHosts: ['ghcr.io', 7] } }, registry({ allowedHosts: ['ghcr.io'] }));
  check(
    { registry: { mirrors: { 'docker.io': 'http://127.0.0.1:5001', 'ghcr.io': ['a', 'b'] } } },
    registry({ mirrors: { 'docker.io': ['http://127.0.0.1:5001'], 'ghcr.io': ['a', 'b'] } }),
  );
  check({ registry: { insecure: null } }, {});
});
