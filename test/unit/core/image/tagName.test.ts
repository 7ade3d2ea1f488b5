import assert from 'node:assert/strict';
import { namesImage, parseTagName } from '../../../../src/core/image/tagName.ts';

describe('what a tag says', () => {
  /** The parts that it says something about. */
  function check(tag: string, expected: Readonly<Record<string, unknown>>): void {
    it(JSON.stringify(tag), () => {
      const { variant, ...name } = parseTagName(tag);
      assert.deepEqual(
        { ...name, variant: Object.fromEntries(variant) },
        {
          ...{ version: [], hasV: false, isUnfinished: false, namesArchitecture: false },
          variant: {},
          ...expected,
        },
      );
    });
  }
  check('', {});
  check('latest', {});
  check('linux', {});
  check('3', { version: [3] });
  check('3.9', { version: [3, 9] });
  check('v3.9', { version: [3, 9], hasV: true });
  check('3.9-slim', { version: [3, 9], variant: { slim: [] } });
  check('alpine3.18', { variant: { alpine: [3, 18] } });
  check('9p1', { version: [9, 1] });
  check('8u402', { version: [8, 402] });
  check('3.13rc1', { version: [3, 13], isUnfinished: true });
  check('3.13-rc', { version: [3, 13], isUnfinished: true });
  check('edge', { isUnfinished: true });
  check('lts', { channel: 'lts' });
  check('lts-bookworm', { channel: 'lts', release: { family: 'debian', number: 12 } });
  check('22-jammy', { version: [22], release: { family: 'ubuntu', number: 22.04 } });
  check('20240115', { day: 20240115 });
  check('2024-01-15', { day: 20240115 });
  check('2024.01.15', { day: 20240115 });
  check('noble-2024_01_15', { day: 20240115, release: { family: 'ubuntu', number: 24.04 } });
  check('20240115.1', { day: 20240115 });
  check('20240115T1200Z', { day: 20240115 });
  check('20241315', { version: [20241315] });
  check('3-amd64', { version: [3], namesArchitecture: true });
  check('3-x86_64', { version: [3], namesArchitecture: true });
  for (const word of [
    '386',
    'i386',
    'arm32v7',
    'armhf',
    'arm64v8',
    'aarch64',
    'ppc64le',
    's390x',
  ]) {
    check(`slim-${word}`, { namesArchitecture: true, variant: { slim: [] } });
  }
});

describe('whether a tag names an image', () => {
  function check(tag: string, expected: boolean): void {
    it(tag, () => {
      assert.equal(namesImage(tag), expected);
    });
  }
  const hex = 'a'.repeat(64);
  check('latest', true);
  check(`sha256-${hex}`, false);
  check(`sha256-${hex}.sig`, false);
  check(`sha512-${hex}${hex}.att`, false);
  check(`sha256-${hex.slice(1)}`, true);
  check(`x-sha256-${hex}`, true);
  check(`sha1-${hex}`, true);
});
