import assert from 'node:assert/strict';
import { ownRepository } from './labRegistry.ts';
import { machines, platforms } from './machines.ts';
import { docker, multiarch } from './programs.ts';

const sample = 'test/lab/sample';
const local = `multiarch-live-${process.pid}/greet:three`;
const pushed = ownRepository('greet:three');

/** One unchanged Dockerfile of two stages, built, stored and run for three platforms. */
describe('a multi-stage build for three platforms', () => {
  const build = (...output: string[]) =>
    docker('buildx', 'build', '--platform', platforms.join(','), ...output, sample);

  after(() => docker('image', 'rm', '--force', local, pushed));

  it('is clean by our check before the build', async () => {
    const { code, stdout } = await multiarch(
      ...['check', `${sample}/Dockerfile`, '--platform', platforms.join(','), '--require-facts'],
      ...['--format', 'json'],
    );
    assert.equal(code, 0, stdout);
    const { files } = JSON.parse(stdout) as { files: { findings: unknown[] }[] };
    assert.deepEqual(files[0]?.findings, []);
  });

  describe('loaded into the engine', () => {
    before(() => build('--load', '--tag', local));
    for (const { platform, machine } of machines) {
      it(`runs on ${platform}`, () => checkRun([local], platform, machine));
    }
  });

  describe('pushed to the registry', () => {
    before(() => build('--push', '--tag', pushed));

    it('is read back with exactly these platforms', async () => {
      const { code, stdout, stderr } = await multiarch('image', pushed, '--format', 'json');
      assert.equal(code, 0, stderr);
      const image = JSON.parse(stdout) as { platforms: { platform: string }[] };
      assert.deepEqual(
        image.platforms.map(({ platform }) => platform),
        platforms,
      );
    });

    for (const { platform, machine } of machines) {
      it(`runs on ${platform}`, () => checkRun(['--pull', 'always', pushed], platform, machine));
    }
  });
});

async function checkRun(
  image: readonly string[],
  platform: string,
  machine: RegExp,
): Promise<void> {
  const run = ['run', '--rm', '--platform', platform, ...image];
  assert.match((await docker(...run, 'uname', '-m')).trim(), machine);
  const greeting = await docker(...run);
  assert.ok(greeting.includes(` for ${platform} `), greeting);
}
