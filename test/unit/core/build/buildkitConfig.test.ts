import assert from 'node:assert/strict';
import { parse } from 'smol-toml';
import {
  buildkitConfig,
  type RegistrySettings,
} from '../../../../src/core/build/buildkitConfig.ts';

describe('buildkitConfig', () => {
  const check = (
    name: string,
    settings: Partial<RegistrySettings>,
    expected: unknown,
    leftOut: readonly string[] = [],
  ) =>
    it(name, () => {
      const config = buildkitConfig({ mirrors: {}, insecure: [], ...settings });
      // Its tables have no prototype.
      assert.deepEqual(JSON.parse(JSON.stringify(parse(config.text))), expected);
      assert.deepEqual(config.leftOut, leftOut);
    });

  check('nothing', {}, {});
  check(
    'plain http',
    { insecure: ['10.0.0.5:5000'] },
    { registry: { '10.0.0.5:5000': { http: true, insecure: true } } },
  );
  check(
    'a mirror of https, without its scheme and /v2',
    { mirrors: { 'docker.io': ['https://mirror.example.com/v2/hub/', 'other.example.com'] } },
    { registry: { 'docker.io': { mirrors: ['mirror.example.com/hub', 'other.example.com'] } } },
  );
  check(
    'a mirror of plain http',
    { mirrors: { 'docker.io': ['http://10.0.0.5:5000'] } },
    {
      registry: {
        'docker.io': { mirrors: ['10.0.0.5:5000'] },
        '10.0.0.5:5000': { http: true, insecure: true },
      },
    },
  );
  check(
    'what BuildKit has no words for',
    { insecure: ['10.0.0.0/8'], mirrors: { 'docker.io': ['ftp://x', ''] } },
    {},
    ['docker.io → ftp://x', 'docker.io → ', '10.0.0.0/8'],
  );
  check(
    'a name that would end its table',
    { insecure: ['a"]\nroot = "/'], mirrors: { 'docker.io': ['m/a"b\\c\u0001'] } },
    { registry: { 'docker.io': { mirrors: ['m/a"b\\c\u0001'] } } },
    ['a"]\nroot = "/'],
  );

  it('reads well', () => {
    const { text } = buildkitConfig({
      mirrors: { 'docker.io': ['https://mirror.example.com'] },
      insecure: ['registry.lan:5000'],
    });
    assert.equal(
      text,
      '[registry."docker.io"]\n  mirrors = ["mirror.example.com"]\n\n[registry."registry.lan:5000"]\n  http = true\n  insecure = true\n',
    );
  });
});
