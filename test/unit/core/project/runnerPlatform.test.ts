import assert from 'node:assert/strict';
import { runnerPlatform } from '../../../../src/core/project/runnerPlatform.ts';

describe('the platform of a machine', () => {
  const check = (labels: string, expected: string | undefined) => {
    it(`with the labels ${labels}: ${expected ?? 'not known'}`, () => {
      const texts = labels.split(' ').map((text) => ({
        ...({ kind: 'text', text } as const),
        span: { start: 0, end: text.length },
      }));
      assert.equal(runnerPlatform(texts), expected);
    });
  };
  // docs.github.com, "GitHub-hosted runners reference".
  check('ubuntu-latest', 'linux/amd64');
  check('ubuntu-slim', 'linux/amd64');
  check('ubuntu-24.04', 'linux/amd64');
  check('Ubuntu-22.04', 'linux/amd64');
  check('ubuntu-24.04-arm', 'linux/arm64');
  check('windows-latest', 'windows/amd64');
  check('windows-2025', 'windows/amd64');
  check('windows-11-arm', 'windows/arm64');
  check('macos-15', undefined);
  // Names of larger machines are the owner's.
  check('ubuntu-24.04-16core', undefined);
  check('my-ubuntu-24.04', undefined);
  check('my-ubuntu-24.04-arm', undefined);
  check('ubuntu-24.04-armhf', undefined);
  check('ubuntu-2404', undefined);
  check('ubuntu-204.04', undefined);
  check('ubuntu-24.4-arm', undefined);
  check('windows-2025-vs', undefined);
  check('my-windows-2025', undefined);
  check('windows-3025', undefined);
  check('windows-11-arm64', undefined);
  check('my-windows-11-arm', undefined);
  check('windows-xp-arm', undefined);
  check('big ubuntu-24.04', 'linux/amd64');
  // Labels that each self-hosted runner has.
  check('self-hosted linux X64', 'linux/amd64');
  check('self-hosted Linux ARM64 gpu', 'linux/arm64');
  check('self-hosted linux ARM', 'linux/arm');
  check('self-hosted linux', undefined);
  check('self-hosted arm64', undefined);
  check('self-hosted windows x64', undefined);
  check('linux x64', undefined);
  check('linux arm64', undefined);
});
