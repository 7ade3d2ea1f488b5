import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAction } from '../../../../src/adapters/docker/builderActions.ts';
import { readCacheUsage } from '../../../../src/adapters/docker/cacheUsage.ts';
import { listContexts } from '../../../../src/adapters/docker/contextList.ts';

describe('runAction', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'actions-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A program in docker's place, as the body of a script for Node. */
  function program(body: string): string {
    const path = join(folder, 'docker');
    writeFileSync(path, `#!${process.execPath}\n${body}`);
    chmodSync(path, 0o755);
    return path;
  }

  it('gives what docker wrote', async () => {
    const docker = program('console.log(process.argv.slice(2).join(" "))');
    const args = ['buildx', 'stop', 'farm'];
    assert.deepEqual(await runAction(docker, { args, timeout: 5_000 }), {
      ok: true,
      output: 'buildx stop farm\n',
    });
  });

  it('has files while it runs, for the user alone, and none afterwards', async () => {
    const docker = program(
      `const fs = require('node:fs');
       const mode = (path) => (fs.statSync(path).mode & 0o777).toString(8);
       console.log(JSON.stringify({ text: fs.readFileSync('buildkitd.toml', 'utf8'), file: mode('buildkitd.toml'), folder: mode('.'), place: process.cwd() }));`,
    );
    const files = { 'buildkitd.toml': 'debug = true\n' };
    const answer = await runAction(docker, { args: [], timeout: 5_000, files });
    assert.ok(answer.ok);
    const seen = JSON.parse(answer.output) as Readonly<Record<string, string>>;
    assert.equal(seen['text'], 'debug = true\n');
    assert.deepEqual([seen['file'], seen['folder']], ['600', '700']);
    assert.equal(existsSync(seen['place'] ?? ''), false);
  });

  const fails = (name: string, stderr: string, expected: unknown) =>
    it(name, async () => {
      const docker = program(
        `if (process.argv[3] === 'version') console.log('github.com/docker/buildx 0.29.1 x');
         else { process.stderr.write(${JSON.stringify(stderr)}); process.exitCode = 1; }`,
      );
      const answer = await runAction(docker, { args: ['buildx', 'rm', 'x'], timeout: 5_000 });
      assert.deepEqual(answer, { ok: false, problem: expected });
    });

  // docker buildx rm default, 0.13.1 and 0.29.1
  fails(
    'says why a builder was not removed',
    'failed to remove default: context builder cannot be removed, run `docker context rm default` to remove this context\nERROR: failed to remove one or more builders\n',
    {
      code: 'failed',
      message:
        'failed to remove default: context builder cannot be removed, run `docker context rm default` to remove this context',
    },
  );
  fails('gives the error of others', 'WARNING: x\nERROR: no builder "x" found\n', {
    code: 'failed',
    message: 'no builder "x" found',
  });

  it('ends what is cancelled, and takes the files with it', async () => {
    const docker = program('setInterval(() => undefined, 1000)');
    const stop = new AbortController();
    const running = runAction(docker, { args: [], timeout: 60_000, files: { a: '' } }, stop.signal);
    stop.abort();
    assert.deepEqual(await running, { ok: false, problem: { code: 'cancelled' } });
  });
});

describe('readCacheUsage', () => {
  const check = (name: string, stdout: string, expected: unknown) =>
    it(name, () => {
      const answer = readCacheUsage('farm').parse(stdout);
      assert.deepEqual(answer.ok ? answer.value : answer.problem.message, expected);
    });

  check(
    'buildx 0.29.1',
    'ID                           RECLAIMABLE   SIZE       LAST ACCESSED\nx4161zbslpzs1dvnwjnpaocq5*   true          4.096kB    3 minutes ago\nShared:\t\t6.354MB\nPrivate:\t20.48kB\nReclaimable:\t6.374MB\nTotal:\t\t6.374MB\n',
    { reclaimable: '6.374MB', total: '6.374MB' },
  );
  check(
    'buildx 0.13.1',
    'ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\nReclaimable:\t0B\nTotal:\t\t0B\n',
    { reclaimable: '0B', total: '0B' },
  );
  check('something else', 'hello\n', 'docker buildx du: no sums');
});

describe('listContexts', () => {
  // docker context ls --format json, docker 26.1 and 28.5
  it('reads one object per line', () => {
    const answer = listContexts.parse(
      '{"Current":false,"Description":"","DockerEndpoint":"ssh://me@arm","Error":"","Name":"arm"}\n{"Current":true,"Description":"Current DOCKER_HOST based configuration","DockerEndpoint":"unix:///run/docker.sock","Error":"","Name":"default"}\n',
    );
    assert.deepEqual(answer, {
      ok: true,
      value: [
        { name: 'arm', endpoint: 'ssh://me@arm', current: false },
        { name: 'default', endpoint: 'unix:///run/docker.sock', current: true },
      ],
    });
  });

  it('says what it cannot read', () => {
    assert.equal(listContexts.parse('NAME  DESCRIPTION\n').ok, false);
  });
});
