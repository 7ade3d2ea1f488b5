import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerFailure } from '../../../../src/adapters/docker/dockerCommand.ts';
import {
  checkBuildx,
  engineProblem,
  explainFailure,
  reachProblem,
  toolMessage,
} from '../../../../src/adapters/docker/dockerProblem.ts';
import type { Builder } from '../../../../src/core/build/workerNode.ts';
import { assertProportional } from '../../../support/growth.ts';

const missing = 'test/fixtures/buildx/missing-docker-28.2.2';

/** A docker that gives recorded answers. */
interface Reply {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

const noPlugin: Reply = {
  code: 1,
  stderr: readFileSync(join(missing, 'version.stderr'), 'utf8'),
};

describe('with a docker program', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'docker-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** A docker that answers every command alike. */
  function fakeDocker(reply: Reply): string {
    const file = join(directory, 'docker');
    writeFileSync(
      file,
      `#!${process.execPath}
       const reply = ${JSON.stringify(reply)};
       process.stdout.write(reply.stdout ?? '');
       process.stderr.write(reply.stderr ?? '');
       process.exitCode = reply.code;`,
    );
    chmodSync(file, 0o755);
    return file;
  }

  describe('checkBuildx', () => {
    const check = (name: string, version: Reply, expected: unknown) =>
      it(name, async () => {
        assert.deepEqual(await checkBuildx(fakeDocker(version)), expected);
      });
    const version = (text: string): Reply => ({
      code: 0,
      stdout: `github.com/docker/buildx ${text} a1b2c3\n`,
    });

    check('no buildx, as docker 28.2.2 says it', noPlugin, { code: 'buildx-missing' });
    check('too old', version('v0.12.1'), { code: 'buildx-too-old', version: '0.12.1' });
    check('new enough', version('v0.13.0'), undefined);
    check('of Debian', version('0.13.1+ds1'), undefined);
    check('built from source', version('v0.0.0+unknown'), undefined);
    check('a version that nobody knows', { code: 0, stdout: 'nonsense\n' }, undefined);

    it('no docker', async () => {
      const command = join(directory, 'none');
      assert.deepEqual(await checkBuildx(command), { code: 'docker-not-found', command });
    });
    it('cancelled', async () => {
      const answer = await checkBuildx(fakeDocker(noPlugin), AbortSignal.abort());
      assert.equal(answer, undefined);
    });
  });

  describe('explainFailure', () => {
    const check = (name: string, stderr: string, version: Reply, expected: unknown) =>
      it(name, async () => {
        const failure = { kind: 'exit', code: 1, stderr, stdout: '' } as const;
        assert.deepEqual(await explainFailure(fakeDocker(version), failure), expected);
      });

    check('no buildx', 'unknown flag: --builder\n', noPlugin, { code: 'buildx-missing' });
    check(
      'a buildx that is too old',
      'unknown flag: --builder\n',
      { code: 0, stdout: 'github.com/docker/buildx v0.12.1 30feaa1\n' },
      { code: 'buildx-too-old', version: '0.12.1' },
    );
    check(
      'a buildx that is new enough and fails',
      'time="…" level=warning msg="x"\nERROR: failed to read the store\n',
      { code: 0, stdout: 'github.com/docker/buildx v0.29.1 a1b2c3\n' },
      { code: 'failed', message: 'failed to read the store' },
    );
  });
});

describe('explainFailure', () => {
  const check = (failure: DockerFailure, expected: unknown) =>
    it(failure.kind, async () => {
      assert.deepEqual(await explainFailure('docker-that-is-not-run', failure), expected);
    });

  check({ kind: 'timeout', timeout: 30_000 }, { code: 'timeout', seconds: 30 });
  check(
    { kind: 'not-started', command: 'docker', message: 'spawn EACCES' },
    { code: 'failed', message: 'spawn EACCES' },
  );
  check(
    { kind: 'output-too-large', limit: 1000 },
    { code: 'failed', message: 'more than 1000 bytes of output' },
  );
});

describe('reachProblem', () => {
  const check = (text: string, expected: string | undefined) =>
    it(text, () => {
      assert.equal(reachProblem(text)?.code, expected);
    });

  check(
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'engine-not-running',
  );
  check(
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
    'engine-not-running',
  );
  check(
    'error during connect: this error may indicate that the docker daemon is not running: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/_ping": open //./pipe/docker_engine: The system cannot find the file specified.',
    'engine-not-running',
  );
  check(
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/_ping": dial unix /var/run/docker.sock: connect: permission denied',
    'engine-denied',
  );
  check(
    'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
    'engine-denied',
  );
  check('ERROR: no builder "x" found', undefined);
  check('the docker daemon says: permission denied', undefined);
  check('', undefined);

  it('takes time in proportion to the text', () => {
    assertProportional((share) => {
      assert.equal(reachProblem('permission denied\n'.repeat(500_000 * share)), undefined);
    });
  });
});

describe('engineProblem', () => {
  const dead = 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?';
  const builder = (error?: string, ...nodeErrors: (string | undefined)[]): Builder => ({
    name: 'b',
    driver: 'remote',
    current: false,
    nodes: nodeErrors.map((nodeError, at) => ({
      name: `n${at}`,
      endpoint: 'e',
      status: 'running',
      platforms: [],
      ...(nodeError === undefined ? {} : { error: nodeError }),
    })),
    ...(error === undefined ? {} : { error }),
  });
  const check = (name: string, builders: readonly Builder[], expected: string | undefined) =>
    it(name, () => {
      assert.equal(engineProblem(builders)?.code, expected);
    });

  check(
    'every builder needs the engine',
    [builder(dead), builder(undefined, dead)],
    'engine-not-running',
  );
  check('another builder works', [builder(dead), builder(undefined, undefined)], undefined);
  check('another builder has another problem', [builder(dead), builder('no pods')], undefined);
  check('one of two nodes works', [builder(undefined, dead, undefined)], undefined);
});

describe('toolMessage', () => {
  const check = (stderr: string, expected: string) =>
    it(JSON.stringify(stderr), () => {
      assert.equal(toolMessage(stderr), expected);
    });

  check('ERROR: no builder "x" found\n', 'no builder "x" found');
  check('unknown flag: --format\n\nUsage: …', 'unknown flag: --format');
  check('\n\n', '');
});
