import assert from 'node:assert/strict';
import Ajv from 'ajv';
import { readSettings, settingsSection } from '../../src/protocol/settings.ts';
import { readDocument } from './markdown.ts';
import { readManifest } from './packageManifest.ts';

const { properties } = readManifest().contributes.configuration;
const ajv = new Ajv({ strict: false });

/** The part of settings.md about a setting. */
function sectionOf(id: string): string {
  return readDocument('docs/settings.md').split(`\n## ${id}\n`)[1]?.split('\n## ')[0] ?? '';
}

function accepts(id: string, value: unknown): boolean {
  return ajv.validate({ ...properties[id] }, value);
}

describe('every setting', () => {
  for (const [id, { default: value }] of Object.entries(properties)) {
    it(`${id}: its default is justified, and of its own shape`, () => {
      assert.match(sectionOf(id), /^Why: /m);
      assert.ok(accepts(id, value));
    });

    it(`${id}: has an example that can be pasted`, () => {
      const [, block = ''] = /^```json\n([\s\S]*?)^```$/m.exec(sectionOf(id)) ?? [];
      const settings = JSON.parse(`{${block}}`) as Readonly<Record<string, unknown>>;
      assert.deepEqual(Object.keys(settings), [id]);
      assert.ok(accepts(id, settings[id]), ajv.errorsText());
      assert.notDeepEqual(settings[id], value);
    });
  }
});

/** What the editor underlines: each is refused by the schema, and does no harm where it is read. */
describe('a setting that is wrong', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['platforms', []],
    ['platforms', 'linux/amd64'],
    ['platforms', ['linux/amd64', 'linux/amd64']],
    ['platforms', ['linux/amd64/v2/x']],
    ['rules', { 'base-image-single-platform': 'fatal' }],
    ['rules', ['off']],
    ['overlappingRules', 'sometimes'],
    ['buildArgs', { VERSION: 1.2 }],
    ['buildArgs', ['VERSION=1']],
    ['codeLens', 'yes'],
    ['inlayHints', 1],
    ['builder', 7],
    ['docker.path', false],
    ['registry.lookups', 'never'],
    ['registry.allowedHosts', ['https://ghcr.io']],
    ['registry.allowedHosts', 'ghcr.io'],
    ['registry.mirrors', { 'docker.io': ['mirror.example.com'] }],
    ['registry.mirrors', { 'docker.io': 'https://mirror.example.com' }],
    ['registry.insecure', ['http://registry.local:5000']],
    ['smokeRuns', [{ command: ['--version'] }]],
    ['smokeRuns', [{ image: 'app', shell: true }]],
    ['trace.server', 'all'],
  ];
  for (const [key, value] of cases) {
    it(`${key}: ${JSON.stringify(value)}`, () => {
      assert.equal(accepts(`${settingsSection}.${key}`, value), false);
      assert.doesNotThrow(() => readSettings(nested(key, value)));
    });
  }

  it('is tried for each of them', () => {
    const tried = new Set(cases.map(([key]) => `${settingsSection}.${key}`));
    assert.deepEqual([...tried].sort(), Object.keys(properties).sort());
  });

  it('is told in words where a pattern refuses it', () => {
    const patterns = [
      ...JSON.stringify(properties).matchAll(/"pattern":"(?:[^"\\]|\\.)*"(.{25})/g),
    ];
    assert.ok(patterns.length >= 4);
    for (const [written, next] of patterns)
      assert.equal(next, ',"patternErrorMessage":"%', written);
  });
});

describe('a setting that is right', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['platforms', ['linux/arm/v7', 'windows(10.0.20348)/amd64']],
    ['registry.insecure', ['10.0.0.0/8', 'fd00::/8', '[::1]:5000', 'registry.local']],
    [
      'registry.mirrors',
      { 'docker.io': ['http://10.0.0.1:5000', 'https://mirror.example.com/v2/hub'] },
    ],
    ['builder', ''],
  ];
  for (const [key, value] of cases) {
    it(`${key}: ${JSON.stringify(value)}`, () => {
      assert.ok(accepts(`${settingsSection}.${key}`, value), ajv.errorsText());
    });
  }
});

/** A section of settings as the editor sends it: `registry.lookups` stands in `registry`. */
function nested(key: string, value: unknown): unknown {
  return key
    .split('.')
    .reverse()
    .reduce((inner: unknown, name) => ({ [name]: inner }), value);
}
