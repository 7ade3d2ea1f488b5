import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canDebugBuilds } from '../../src/adapters/docker/buildDebug.ts';
import {
  inspectPastBuild,
  lacksHistory,
  listPastBuilds,
  pastBuildEvents,
  pastBuildFile,
} from '../../src/adapters/docker/buildHistory.ts';
import { runDocker } from '../../src/adapters/docker/dockerCommand.ts';
import { runBuild } from '../../src/adapters/docker/runBuild.ts';
import { BuildProgress } from '../../src/core/build/progress/buildProgress.ts';
import { emulationCost } from '../../src/core/build/progress/emulationCost.ts';
import type { PastBuild } from '../../src/core/build/progress/pastBuild.ts';
import { stepsByPlatform } from '../../src/core/build/progress/platformSteps.ts';
import { enterSurroundings, type BuilderSurroundings } from './builderSurroundings.ts';
import { followBuild } from './followedBuild.ts';
import { ownRepository } from './labRegistry.ts';

describe('a build that is followed', function () {
  this.timeout(60_000);
  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multiarch-live-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  it('shows what each platform did, and what emulation cost', async () => {
    // What is written differs each time, so that nothing comes from the cache.
    const { progress, end } = await followBuild(
      folder,
      `FROM busybox:1.37\nRUN : ${process.hrtime.bigint()}; i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done\n`,
    );
    assert.deepEqual(end, { kind: 'done' });
    const own = progress.steps().filter(({ name }) => !name.internal);
    assert.deepEqual(
      own
        .filter(({ name }) => name.position?.index === 2)
        .map(({ name, state }) => `${name.platform} ${state}`)
        .sort(),
      ['linux/amd64 done', 'linux/arm64 done'],
    );
    const cost = emulationCost(progress.steps(), (platform) => platform !== 'linux/amd64');
    const [ratio] = cost.ratios;
    assert.equal(ratio?.platform, 'linux/arm64');
    assert.ok(ratio.ratio > 1, `emulated ${ratio.ratio} times as long`);
  });

  const failures: readonly (readonly [
    dockerfile: string,
    code: string,
    more?: string[],
    platforms?: string[],
  ])[] = [
    ['FROM busybox:1.37\nRUN exit 3\n', 'command-failed'],
    ['FROM busybox:1.37\nRUN no-such-program\n', 'command-not-found'],
    ['FROM busybox:1.37\nCOPY no-such-file /\n', 'file-missing'],
    [`FROM ${ownRepository('no-such-image:1')}\n`, 'image-not-found'],
    // For one platform: an emulator says more of its crash, and nobody knows whose step fails first.
    ["FROM busybox:1.37\nRUN sh -c 'kill -11 $$'; exit $?\n", 'crashed', [], ['linux/amd64']],
    ['FORM busybox:1.37\n', 'dockerfile-error'],
    ['FROM busybox:1.37\n', 'target-missing', ['--target', 'no-such-stage']],
    ['FROM busybox:1.37\n', 'platform-invalid', ['--platform', 'linux/a/b/c']],
    ['FROM busybox:1.37\n', 'platform-invalid', ['--platform', 'linux/a!b']],
    ['FROM busybox:1.37\n', 'builder-missing', ['--builder', 'no-such-builder']],
    ['FROM busybox:1.37\n', 'tag-needed', ['--push']],
    [
      'FROM busybox:1.37\n',
      'registry-unreachable',
      ['--output', 'type=image,name=127.0.0.1:9/app:1,push=true'],
    ],
  ];
  for (const [dockerfile, code, more = [], platforms] of failures) {
    it(`fails, and says why: ${code}, ${[...dockerfile.split('\n'), ...more].join(' ')}`, async () => {
      const { end, explanation } = await followBuild(folder, dockerfile, {
        more,
        ...(platforms && { platforms }),
      });
      assert.equal(end.kind, 'failed');
      assert.equal(explanation.code, code, explanation.original);
    });
  }

  it('can be stepped through', async () => {
    assert.equal(await canDebugBuilds('docker'), true);
  });

  describe('by the oldest buildx', () => {
    let surroundings: BuilderSurroundings | undefined;
    before(async () => {
      surroundings = await enterSurroundings('old');
    });
    after(() => surroundings?.leave());

    it('cannot be stepped through', async () => {
      assert.equal(await canDebugBuilds('docker'), false);
    });

    it('shows what each platform did', async () => {
      const { progress, end } = await followBuild(
        folder,
        `FROM busybox:1.37 AS work\nRUN : ${process.hrtime.bigint()}; echo "this is $(uname -m)"\n`,
      );
      assert.deepEqual(end, { kind: 'done' });
      const groups = stepsByPlatform(progress.steps(), ['linux/amd64', 'linux/arm64']);
      assert.deepEqual(
        groups.map(({ platform, state, done }) => [platform, state, platform && done]),
        [
          ['linux/amd64', 'done', 2],
          ['linux/arm64', 'done', 2],
          [undefined, 'done', undefined],
        ],
      );
      const last = groups[1]?.steps.at(-1);
      assert.deepEqual(progress.log(last?.digest ?? '').lines, ['this is aarch64']);
    });

    it('says why it failed', async () => {
      const file = 'FROM busybox:1.37\nRUN echo oops; exit 3\n';
      const { explanation } = await followBuild(folder, file, { platforms: ['linux/arm64'] });
      assert.deepEqual([explanation.code, explanation.platform], ['command-failed', 'linux/arm64']);
    });

    it('has no history, and says so in a way that is known', async () => {
      const answer = await runDocker('docker', listPastBuilds(undefined));
      assert.ok(!answer.ok && answer.failure.kind === 'exit');
      assert.ok(lacksHistory(answer.failure.stderr), answer.failure.stderr);
    });
  });

  it('is remembered by its builder, with its platforms, steps and what emulation cost', async () => {
    const file = `FROM busybox:1.37\nRUN : ${process.hrtime.bigint()}; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done\n`;
    assert.deepEqual((await followBuild(folder, file)).end, { kind: 'done' });
    const listed = await runDocker('docker', listPastBuilds(undefined));
    assert.ok(listed.ok);
    // Others use the engine too; what buildx notes on this machine tells which one it was.
    let own: PastBuild | undefined;
    for (const build of listed.value) {
      const path = await pastBuildFile(build, process.env);
      if (path === join(folder, 'Dockerfile')) own ??= build;
    }
    assert.ok(own, 'the build is not listed');
    const details = await runDocker('docker', inspectPastBuild(own));
    assert.deepEqual(details, {
      ok: true,
      value: { platforms: ['linux/amd64', 'linux/arm64'], state: 'done' },
    });
    const progress = new BuildProgress();
    await runBuild(
      { command: 'docker', args: pastBuildEvents(own) },
      { signal: new AbortController().signal },
      {
        onEvents: (events) => {
          for (const event of events) progress.add(event);
        },
        onLines: () => undefined,
      },
    );
    const { ratios } = emulationCost(progress.steps(), (platform) => platform === 'linux/arm64');
    assert.ok((ratios[0]?.ratio ?? 0) > 1, JSON.stringify(ratios));
  });

  it('ends within a second when it is cancelled, and its containers within ten', async () => {
    const stop = new AbortController();
    let cancelled = NaN;
    const seconds = `41.${process.pid}`;
    const { end } = await followBuild(folder, `FROM busybox:1.37\nRUN sleep ${seconds}\n`, {
      stop,
      onChange: (progress) => {
        const atWork = progress.running().filter(({ name }) => name.text.startsWith('RUN sleep'));
        if (atWork.length < 2 || stop.signal.aborted) return;
        cancelled = performance.now();
        stop.abort();
      },
    });
    assert.deepEqual(end, { kind: 'cancelled' });
    assert.ok(performance.now() - cancelled < 1_000, `${performance.now() - cancelled} ms`);
    while ((await commandLines()).some((line) => line.includes(`sleep ${seconds}`))) {
      assert.ok(performance.now() - cancelled < 10_000, 'the containers still run');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
});

/** Of all processes of this machine, those in containers too. */
async function commandLines(): Promise<readonly string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    processes.map((id) =>
      readFile(`/proc/${id}/cmdline`, 'utf8').then(
        (text) => text.split('\0').join(' '),
        () => '',
      ),
    ),
  );
}
