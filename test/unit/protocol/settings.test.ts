import assert from 'node:assert/strict';
import {
  defaultHttpSettings,
  defaultSettings,
  readHttpSettings,
  readSettings,
} from '../../../src/protocol/settings.ts';

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

describe("the editor's section http", () => {
  const check = (section: unknown, expected: object) => {
    it(JSON.stringify(section), () => {
      assert.deepEqual(readHttpSettings(section), { ...defaultHttpSettings, ...expected });
    });
  };
  check({}, {});
  check(null, {});
  check({ proxy: ' http://proxy.example:3128 ' }, { proxy: 'http://proxy.example:3128' });
  check({ proxy: 7, noProxy: 'ghcr.io', proxyStrictSSL: 'no' }, {});
  check({ noProxy: ['ghcr.io', ''] }, { noProxy: ['ghcr.io'] });
  check({ proxyStrictSSL: false }, { strictSSL: false });
  check({ proxy: 'http://proxy.example', proxySupport: 'off' }, {});
  check(
    { proxy: 'http://proxy.example', proxySupport: 'override' },
    { proxy: 'http://proxy.example' },
  );
});
