import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerFailure } from '../../../../src/adapters/docker/dockerCommand.ts';
import {
  engineProblem,
  explainFailure,
  reachProblem,
  toolMessage,
} from '../../../../src/adapters/docker/dockerProblem.ts';
import { readBuilders } from '../../../../src/adapters/docker/readBuilders.ts';
import type { Builder } from '../../../../src/core/build/workerNode.ts';

const missing = 'test/fixtures/buildx/missing-docker-28.2.2';

describe('what keeps docker from listing its builders', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'docker-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  interface Reply {
    readonly code: number;
    readonly stdout?: string;
    readonly stderr?: string;
  }

  /** A docker that gives recorded answers: to `buildx version`, and to everything else. */
  function fakeDocker(list: Reply, version: Reply): string {
    const file = join(directory, 'docker');
    writeFileSync(
      file,
      `#!${process.execPath}
       const reply = process.argv[3] === 'version' ? ${JSON.stringify(version)} : ${JSON.stringify(list)};
       process.stdout.write(reply.stdout ?? '');
       process.stderr.write(reply.stderr ?? '');
       process.exitCode = reply.code;`,
    );
    chmodSync(file, 0o755);
    return file;
  }

  const unknownFlag: Reply = {
    code: 125,
    stderr: readFileSync(join(missing, 'ls-format-json.stderr'), 'utf8'),
  };

  const check = (name: string, list: Reply, version: Reply, expected: unknown) =>
    it(name, async () => {
      const answer = await readBuilders(fakeDocker(list, version));
      assert.deepEqual(answer.ok ? answer.builders : answer.problem, expected);
    });

  check(
    'no buildx, as docker 28.2.2 says it',
    unknownFlag,
    { code: 1, stderr: readFileSync(join(missing, 'version.stderr'), 'utf8') },
    { code: 'buildx-missing' },
  );
  check(
    'a buildx that is too old',
    unknownFlag,
    { code: 0, stdout: 'github.com/docker/buildx v0.12.1 30feaa1\n' },
    { code: 'buildx-too-old', version: '0.12.1' },
  );
  check(
    'a buildx that is new enough and fails',
    { code: 1, stderr: 'time="…" level=warning msg="x"\nERROR: failed to read the store\n' },
    { code: 0, stdout: 'github.com/docker/buildx v0.29.1 a1b2c3\n' },
    { code: 'failed', message: 'failed to read the store' },
  );
  check(
    'an engine that does not run',
    {
      code: 0,
      stdout:
        '{"Name":"default","Driver":"","Current":true,"Err":"Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?","Nodes":[{"Name":"","Endpoint":""}]}\n',
    },
    { code: 0 },
    {
      code: 'engine-not-running',
      message:
        'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    },
  );
  check('no builder at all', { code: 0, stdout: '' }, { code: 0 }, []);

  it('no docker', async () => {
    const answer = await readBuilders(join(directory, 'none'));
    assert.deepEqual(answer, {
      ok: false,
      problem: { code: 'docker-not-found', command: join(directory, 'none') },
    });
  });

  it('an answer that is no list', async () => {
    const answer = await readBuilders(fakeDocker({ code: 0, stdout: 'NAME/NODE\n' }, { code: 0 }));
    assert.equal(!answer.ok && answer.problem.code, 'failed');
  });

  it('a reading that is cancelled', async () => {
    const answer = await readBuilders(fakeDocker({ code: 0 }, { code: 0 }), AbortSignal.abort());
    assert.deepEqual(answer, { ok: false, problem: { code: 'cancelled' } });
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
    const text = (length: number) => 'permission denied\n'.repeat(length);
    const time = (length: number) => {
      const hostile = text(length);
      const started = performance.now();
      assert.equal(reachProblem(hostile), undefined);
      return performance.now() - started;
    };
    // A square of it would take minutes.
    assert(time(500_000) < 2000);
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
