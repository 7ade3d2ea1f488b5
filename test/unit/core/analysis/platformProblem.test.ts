import assert from 'node:assert/strict';
import { renderMessage } from '../../../../src/core/analysis/finding.ts';
import { platformProblem } from '../../../../src/core/analysis/platformProblem.ts';

describe('a word that should be a platform', () => {
  for (const word of [
    'linux/amd64',
    'linux/arm64',
    'linux/arm/v7',
    'linux/arm/v6',
    'linux/arm',
    'linux/amd64/v3',
    'windows/amd64',
    'windows(10.0.20348.2227)/amd64',
    'darwin/arm64',
    'arm64',
    'amd64',
    'linux',
    'linux/arm46',
  ]) {
    it(`is fine: ${word}`, () => {
      assert.equal(platformProblem(word), undefined);
    });
  }

  for (const [word, spelling] of [
    ['linux/x86_64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64'],
    ['x86_64', 'linux/amd64'],
    ['aarch64', 'linux/arm64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/arm/7', 'linux/arm/v7'],
    ['linux/armhf', 'linux/arm/v7'],
    ['armel', 'linux/arm/v6'],
    ['linux/i386', 'linux/386'],
    ['Linux/AMD64', 'linux/amd64'],
    ['macos/arm64', 'darwin/arm64'],
  ] as const) {
    it(`has another spelling: ${word} → ${spelling}`, () => {
      const problem = platformProblem(word);
      assert.equal(problem?.severity, 'hint');
      assert.equal(problem.fix?.newText, spelling);
      assert.equal(renderMessage(problem.fix.title), `Write ${spelling}`);
      assert.equal(platformProblem(problem.fix.newText), undefined);
    });
  }

  for (const [word, message] of [
    ['', /^"" is an invalid OS component of "": .*\. Write a platform as os\/architecture/],
    ['linux/', /^"" is an invalid component of "linux\/"/],
    ['linux/amd64,linux/arm64', /^"amd64,linux" is an invalid component/],
    ['linux/arm/v7/x', /cannot parse platform specifier/],
    ['x64', /^"x64": unknown operating system or architecture: invalid argument\. Write /],
    ['linux/*', /wildcards not yet supported/],
    ['local', /unknown operating system or architecture/],
  ] as const) {
    it(`is refused: ‹${word}›`, () => {
      const problem = platformProblem(word);
      assert.equal(problem?.severity, 'error');
      assert.match(renderMessage(problem.message), message);
      assert.equal(problem.fix, undefined);
    });
  }
});
