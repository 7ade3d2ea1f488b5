import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createContextReader } from '../../../../src/adapters/workspace/contextReader.ts';

/** An ELF program: 62 is amd64, 183 is arm64. */
function program(machine: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machine, 18);
  return bytes;
}

describe('programs of a build context', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'multiarch-context-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  async function put(file: string, content: string | Buffer): Promise<void> {
    const at = path.join(root, file);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, content);
  }

  async function programs(source: string, dockerfile = 'Dockerfile'): Promise<readonly string[]> {
    const reader = createContextReader(root, path.join(root, dockerfile));
    const fact = await reader.programs(source);
    assert(fact.known);
    return fact.value.map((each) => `${each.path} ${each.platforms.join()}`);
  }

  async function sample(): Promise<void> {
    await put('bin/app', program(62));
    await put('bin/arm64/app', program(183));
    await put('bin/README', 'text');
    await put('bin/.hidden', program(183));
  }

  it('are unknown where the context is gone and what it ignores is too large', async () => {
    await put('Dockerfile.dockerignore', 'a'.repeat(300_000));
    const reader = createContextReader(path.join(root, 'gone'), path.join(root, 'Dockerfile'));
    const lost: unknown[] = [];
    const note = (error: unknown) => lost.push(error);
    process.prependListener('unhandledRejection', note);
    try {
      assert.equal((await reader.programs('bin')).known, false);
      // As much as is read of the file that is too large, and a turn for who hears of it.
      for (let turn = 0; turn < 10; turn += 1)
        await stat(path.join(root, 'Dockerfile.dockerignore'));
    } finally {
      process.removeListener('unhandledRejection', note);
    }
    assert.deepEqual(lost, []);
  });

  it('are found by name, in folders and by patterns', async () => {
    await sample();
    assert.deepEqual(await programs('bin/app'), ['bin/app linux/amd64']);
    assert.deepEqual(await programs('bin/arm64'), ['bin/arm64/app linux/arm64']);
    assert.deepEqual(await programs('bin/a*'), [
      'bin/app linux/amd64',
      'bin/arm64/app linux/arm64',
    ]);
    assert.deepEqual(await programs('b*/a?p'), ['bin/app linux/amd64']);
    assert.deepEqual(await programs('bin'), [
      'bin/.hidden linux/arm64',
      'bin/app linux/amd64',
      'bin/arm64/app linux/arm64',
    ]);
    assert.deepEqual(await programs('elsewhere'), []);
  });

  it('are not what is ignored', async () => {
    await sample();
    await put('.dockerignore', '\uFEFF# comment\nbin\n!bin/arm64/app\n');
    assert.deepEqual(await programs('bin'), ['bin/arm64/app linux/arm64']);
    await put('other.Dockerfile.dockerignore', '**/app\n');
    assert.deepEqual(await programs('bin', 'other.Dockerfile'), ['bin/.hidden linux/arm64']);
  });

  it('are not behind links', async () => {
    await put('bin/app', program(62));
    await symlink('/', path.join(root, 'out'));
    await symlink('bin', path.join(root, 'in'));
    assert.deepEqual(await programs('out/bin'), []);
    assert.deepEqual(await programs('in'), []);
  });

  it('are not read from pipes', async () => {
    if (process.platform === 'win32') return;
    await mkdir(path.join(root, 'bin'));
    execFileSync('mkfifo', [path.join(root, 'bin', 'pipe')]);
    assert.deepEqual(await programs('bin'), []);
  });

  it('are unknown where there are too many files', async () => {
    await Promise.all(Array.from({ length: 5_002 }, (_, index) => put(`many/${index}`, '')));
    const fact = await createContextReader(root, path.join(root, 'Dockerfile')).programs('many');
    assert(!fact.known);
    assert.match(fact.reason.message, /more than 5000 files/);
  });

  it('are unknown without a folder', async () => {
    const fact = await createContextReader(path.join(root, 'none'), path.join(root, 'D')).programs(
      'bin',
    );
    assert(!fact.known);
  });
});
