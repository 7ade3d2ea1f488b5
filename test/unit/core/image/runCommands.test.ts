import assert from 'node:assert/strict';
import {
  execArguments,
  pullArguments,
  runArguments,
  shellArguments,
  smokeArguments,
  type PlatformImage,
} from '../../../../src/core/image/runCommands.ts';
import type { Result } from '../../../../src/core/result.ts';

const digest = `sha256:${'ab'.repeat(32)}`;

function image(reference: string, more: Partial<PlatformImage> = {}): PlatformImage {
  return { reference, platform: 'linux/arm64', isPresent: true, digest, ...more };
}

describe('commands for one platform of an image', () => {
  const check = (name: string, actual: Result<readonly string[]>, expected: string) =>
    it(name, () => {
      assert.equal(actual.ok ? actual.value.join(' ') : actual.problem.message, expected);
    });

  const away = { isPresent: false };
  const run = 'run --rm -it --platform=linux/arm64';
  const smoke = 'run --rm --name=c';
  const words = ['--version', '--', '$x'];
  check(
    'a smoke run of what is there',
    smokeArguments(image('busybox:1.37'), { container: 'c', words }),
    `${smoke} --pull=never --platform=linux/arm64 busybox:1.37 --version -- $x`,
  );
  check(
    'a smoke run of what is not, with another entrypoint',
    smokeArguments(image('app:1', away), { container: 'c', words: [], entrypoint: '-x' }),
    `${smoke} --pull=missing --platform=linux/arm64 --entrypoint=-x app@${digest}`,
  );
  check('what is there, by name', runArguments(image('busybox:1.37')), `${run} busybox:1.37`);
  check('what is not, by digest', runArguments(image('app:1', away)), `${run} app@${digest}`);
  check(
    'of a registry, by digest',
    runArguments(image('127.0.0.1:5001/team/app:1', away)),
    `${run} 127.0.0.1:5001/team/app@${digest}`,
  );
  check(
    'of a manifest list, by the digest of the platform',
    runArguments(image(`app@sha256:${'0'.repeat(64)}`, away)),
    `${run} app@${digest}`,
  );
  check(
    'without a digest, by name',
    runArguments({ reference: 'app:1', platform: 'linux/arm64', isPresent: false }),
    `${run} app:1`,
  );
  check('by id', runArguments(image(digest)), `${run} ${digest}`);
  check(
    'another digest than that of a manifest',
    runArguments(image('app:1', { ...away, digest: '--privileged' })),
    `${run} app:1`,
  );
  check('a shell', shellArguments(image('app')), `${run} --entrypoint=/bin/sh app`);
  check(
    'a shell of Windows',
    shellArguments(image('app', { platform: 'windows(10.0.20348.1)/amd64' })),
    'run --rm -it --platform=windows(10.0.20348.1)/amd64 --entrypoint=cmd app',
  );
  check('a pull', pullArguments(image('app:1', away), 'name'), 'pull --platform=linux/arm64 app:1');
  check(
    'a pull that leaves the name alone',
    pullArguments(image('app:1'), 'digest'),
    `pull --platform=linux/arm64 app@${digest}`,
  );
  check('a container', execArguments('0123456789ab', 'linux'), 'exec -it 0123456789ab /bin/sh');

  const refuse = (name: string, actual: Result<readonly string[]>) =>
    it(`refuses ${name}`, () => {
      assert.equal(actual.ok, false);
    });
  refuse('a flag for a reference', runArguments(image('--privileged')));
  refuse('a flag for a repository', pullArguments(image('-v/:/x:1'), 'name'));
  refuse('two words', runArguments(image('app --privileged')));
  refuse('a platform that is none', runArguments(image('app', { platform: 'linux/a b' })));
  refuse('a flag for a container', execArguments('--privileged', 'linux'));
});
