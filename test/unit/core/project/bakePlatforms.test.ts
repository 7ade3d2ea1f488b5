import assert from 'node:assert/strict';
import { bakePlatforms } from '../../../../src/core/project/bakePlatforms.ts';

describe('platforms of files that have the name of one for bake', () => {
  const cases: readonly [title: string, text: string, words: readonly string[], file?: string][] = [
    ['HCL', 'target "app" {\n  platforms = ["linux/amd64"]\n}\n', ['linux/amd64']],
    ['JSON', '{ "target": { "app": { "platforms": ["linux/s390x"] } } }', ['linux/s390x']],
    ['JSON about a bakery', '{ "name": "bakery", "platforms": ["web", "desktop"] }', []],
    ['docker-bake.hcl, whatever it says', 'platforms = ["web"]\n', ['web'], 'a/docker-bake.hcl'],
    ['a list in one word', 'target "app" { platforms = ["linux/amd64,linux/arm64"] }\n', []],
    [
      'one of which a part is none',
      'target "app" { platforms = ["linux/amd64,linux//x"] }\n',
      ['linux/amd64,linux//x'],
    ],
    ['the platform of the builder', 'target "app" { platforms = ["local", "x"] }\n', ['x']],
    ['HCL of another program', 'job "x" {\n  platforms = ["web"]\n}\n', []],
  ];
  for (const [title, text, words, file = 'my-bake.json'] of cases) {
    it(title, () => {
      assert.deepEqual(
        bakePlatforms(text, file).map(({ written }) => written),
        words,
      );
    });
  }
});
