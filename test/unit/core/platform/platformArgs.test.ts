import assert from 'node:assert/strict';
import { parsePlatform, type Platform } from '../../../../src/core/platform/platform.ts';
import {
  PLATFORM_ARGUMENTS,
  platformArguments,
} from '../../../../src/core/platform/platformArgs.ts';

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

describe('automatic arguments, as BuildKit', () => {
  function check(target: string, expected: [string, string, string, string, string]): void {
    it(`target ${target}`, () => {
      const args = platformArguments(platform(target), undefined, '');
      assert.deepEqual(
        [
          args.TARGETPLATFORM,
          args.TARGETOS,
          args.TARGETOSVERSION,
          args.TARGETARCH,
          args.TARGETVARIANT,
        ],
        expected,
      );
    });
  }
  check('linux/amd64', ['linux/amd64', 'linux', '', 'amd64', '']);
  check('linux/amd64/v1', ['linux/amd64', 'linux', '', 'amd64', '']);
  check('linux/amd64/v3', ['linux/amd64/v3', 'linux', '', 'amd64', 'v3']);
  check('linux/arm64/v8', ['linux/arm64', 'linux', '', 'arm64', '']);
  check('linux/arm', ['linux/arm/v7', 'linux', '', 'arm', 'v7']);
  check('linux/aarch64', ['linux/arm64', 'linux', '', 'arm64', '']);
  check('windows(10.0.20348.1)/amd64', [
    'windows(10.0.20348.1)/amd64',
    'windows',
    '10.0.20348.1',
    'amd64',
    '',
  ]);
  check('linux(+gpu)/amd64', ['linux(+gpu)/amd64', 'linux', '', 'amd64', '']);

  it('prints the build platform without its OS version, which has an argument of its own', () => {
    const args = platformArguments(
      platform('linux/amd64'),
      platform('windows(10.0.20348.1)/amd64'),
      '',
    );
    assert.deepEqual(
      [args.BUILDPLATFORM, args.BUILDOS, args.BUILDOSVERSION, args.BUILDARCH, args.BUILDVARIANT],
      ['windows/amd64', 'windows', '10.0.20348.1', 'amd64', ''],
    );
  });

  it('knows empty parts of a build platform as empty', () => {
    const args = platformArguments(platform('linux/arm64'), platform('linux/arm/v7'), '');
    assert.deepEqual(
      [args.BUILDPLATFORM, args.BUILDOS, args.BUILDOSVERSION, args.BUILDARCH, args.BUILDVARIANT],
      ['linux/arm/v7', 'linux', '', 'arm', 'v7'],
    );
  });

  it('does not know the build platform without a builder', () => {
    const args = platformArguments(platform('linux/amd64'), undefined, '');
    for (const name of PLATFORM_ARGUMENTS) {
      assert.equal(args[name] === undefined, name.startsWith('BUILD'), name);
    }
  });

  it('names the stage that is built', () => {
    assert.equal(platformArguments(platform('linux'), undefined, 'prod').TARGETSTAGE, 'prod');
    assert.equal(platformArguments(platform('linux'), undefined, '').TARGETSTAGE, 'default');
  });

  it('gives a value for every argument', () => {
    const args = platformArguments(platform('linux'), platform('linux'), '');
    assert.deepEqual(Object.keys(args).sort(), [...PLATFORM_ARGUMENTS].sort());
  });
});
