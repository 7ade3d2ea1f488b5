import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { callCommandLine } from '../../support/callCommandLine.ts';

describe('multiarch ci', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'multiarch-ci-'));
    await writeFile(path.join(folder, 'Dockerfile'), 'FROM scratch\nCOPY --from=assets / /\n');
    await writeFile(
      path.join(folder, 'compose.yaml'),
      'services:\n  web:\n    build:\n      context: .\n      additional_contexts:\n        assets: ../assets\n',
    );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function run(...args: readonly string[]) {
    return callCommandLine(['ci', ...args]);
  }

  it('check names itself where a file cannot be judged', async () => {
    const gone = path.join(folder, 'gone.yml');
    const { code, err } = await run('check', '--offline', gone);
    assert.equal(code, 2);
    assert.match(err, /^multiarch ci: .*gone\.yml" does not exist\.\n$/);
  });

  for (const [provider, expected] of [
    ['github', /as build-contexts\.\n$/],
    ['gitlab', /as --build-context\.\n$/],
  ] as const) {
    it(`generate of ${provider} says which named build contexts it leaves out`, async () => {
      // Paths are those of the repository, which is the folder of the call where there is none.
      await writeFile(path.join(folder, '.git'), '');
      const file = path.join(folder, 'Dockerfile');
      const options = ['--offline', `--provider=${provider}`, '--image=ghcr.io/team/app'];
      const { code, err } = await run('generate', ...options, file);
      assert.equal(code, 0, err);
      assert.match(
        err,
        /^multiarch ci: the named build context assets of .*Dockerfile is left out/,
      );
      assert.match(err, expected);
    });
  }

  it('generate writes a new file, in new folders, and leaves nothing beside it', async () => {
    const output = path.join(folder, 'new', 'folders', 'workflow.yml');
    const options = ['--offline', '--image=ghcr.io/team/app', '--output', output];
    const { code, err } = await run('generate', ...options, path.join(folder, 'Dockerfile'));
    assert.equal(code, 0, err);
    assert.match(await readFile(output, 'utf8'), /^jobs:$/m);
    assert.deepEqual(await readdir(path.dirname(output)), ['workflow.yml']);
  });

  if (process.platform === 'linux') {
    it('generate says where no folder can be made', async () => {
      const options = ['--offline', '--image=ghcr.io/team/app', '--output=/proc/no/a.yml'];
      const { code, err } = await run('generate', ...options, path.join(folder, 'Dockerfile'));
      assert.equal(code, 2);
      assert.match(err, /"\/proc\/no\/a\.yml" cannot be written: ENOENT/);
    });

    it('generate writes into a pipe, and shows no file as it moves a cursor', async () => {
      const pipe = path.join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const options = ['generate', '--offline', '--image=ghcr.io/team/app'];
      const file = path.join(folder, 'Dockerfile');
      const reading = promisify(execFile)('cat', [pipe]);
      const { code, out } = await run(...options, '--output', pipe, file);
      assert.deepEqual([code, out], [0, '']);
      assert.match((await reading).stdout, /^jobs:$/m);
      const old = path.join(folder, 'old.yml');
      await writeFile(old, 'name: \u001b[2J\u202E\r\n');
      const shown = await run(...options, '--output', old, file);
      assert.equal(shown.code, 2);
      assert.match(shown.out, /^- name: \uFFFD\[2J\uFFFD$/m);
    });

    it('check takes a Dockerfile that has another name for one that was named', async () => {
      const other = path.join(folder, 'other');
      await symlink(path.join(folder, 'Dockerfile'), other);
      const compose = path.join(folder, 'compose.yaml');
      for (const [name, isLeft] of [
        [compose, true],
        [other, false],
      ] as const) {
        const { out } = await callCommandLine(['check', '--offline', compose, name]);
        assert.equal(/ builds .*Dockerfile: check it, too/.test(out), isLeft, out);
      }
    });
  }

  it('generate replaces a file in one step, so that nobody finds half of it', async () => {
    const output = path.join(folder, 'workflow.yml');
    const before = path.join(folder, 'before.yml');
    await writeFile(output, 'name: old');
    // Another name of the same file: it would change with it if that were written to.
    await link(output, before);
    const file = path.join(folder, 'Dockerfile');
    const options = ['--offline', '--image=ghcr.io/team/app', '--output', output];
    assert.equal((await run('generate', ...options, file)).code, 2);
    assert.equal(await readFile(output, 'utf8'), 'name: old');
    assert.equal((await run('generate', ...options, '--force', file)).code, 0);
    assert.match(await readFile(output, 'utf8'), /^jobs:$/m);
    assert.equal(await readFile(before, 'utf8'), 'name: old');
  });
});
