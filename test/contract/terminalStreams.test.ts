import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './sources.ts';

/** The packaged program with streams that take nothing, and in a folder that is gone. */
describe('the terminal of multiarch', () => {
  if (process.platform !== 'linux') return;
  const folder = mkdtempSync(path.join(tmpdir(), 'multiarch-terminal-'));
  const cli = path.join(root, 'dist/cli.js');

  before(async function () {
    this.timeout(60_000);
    await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root });
    writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY a /\n');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param where what standard output or standard error is: a device, or a pipe that nobody reads from */
  async function call(
    args: readonly string[],
    where: { readonly stdout?: string; readonly stderr?: string } = {},
  ) {
    const opened = Object.values(where)
      .filter((each) => each !== 'nobody')
      .map((each) => openSync(each, 'w'));
    const stream = (each: string | undefined) =>
      each === undefined || each === 'nobody' ? 'pipe' : opened[0];
    const started = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      stdio: ['ignore', stream(where.stdout), stream(where.stderr)],
    });
    for (const name of ['stdout', 'stderr'] as const) {
      if (where[name] === 'nobody') started[name]?.destroy();
    }
    let err = '';
    started.stderr?.on('data', (part: Buffer) => (err += part.toString()));
    const [code] = (await once(started, 'close')) as [number];
    opened.forEach(closeSync);
    return { code, err };
  }

  const found = ['check', '--offline', 'Dockerfile'];
  const missing = ['check', '--offline', 'missing'];
  const check = (
    title: string,
    args: readonly string[],
    where: { readonly stdout?: string; readonly stderr?: string },
    expected: { readonly code: number; readonly err: string },
  ) => {
    it(title, async () => {
      assert.deepEqual(await call(args, where), expected);
    });
  };
  check(
    'a full disk',
    found,
    { stdout: '/dev/full' },
    {
      ...{ code: 2, err: 'multiarch: what it found could not be written (ENOSPC).\n' },
    },
  );
  check('a full disk for messages', missing, { stderr: '/dev/full' }, { code: 2, err: '' });
  check('nobody who reads', found, { stdout: 'nobody' }, { code: 0, err: '' });
  check('nobody who reads messages', missing, { stderr: 'nobody' }, { code: 2, err: '' });

  it('a folder that is gone', async () => {
    const gone = path.join(folder, 'gone');
    mkdirSync(gone);
    const call = `rmdir ${gone}; "${process.execPath}" "${cli}" report --offline; echo $? >&2`;
    const { stderr } = await promisify(execFile)('sh', ['-c', call], { cwd: gone });
    assert.equal(
      stderr,
      'multiarch: the folder that it was called in is gone, or may not be read.\n2\n',
    );
  });
});
