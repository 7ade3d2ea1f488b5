import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from '../../../../src/adapters/state/makeFolder.ts';

describe('a folder that is kept in', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(tmpdir(), 'make-folder-'))));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('is made with those above it, for this user alone, however many want it', async () => {
    const inner = path.join(folder, 'a', 'b', 'c');
    await Promise.all([makeFolder(inner), makeFolder(inner), makeFolder(path.dirname(inner))]);
    assert.ok(statSync(inner).isDirectory());
    if (process.platform !== 'win32') assert.equal(statSync(inner).mode & 0o777, 0o700);
    await makeFolder(inner);
  });

  it('is not made where a file stands in its place or above it', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    await assert.rejects(makeFolder(path.join(folder, 'file')), { code: 'EEXIST' });
    await assert.rejects(makeFolder(path.join(folder, 'file', 'a')), { code: /ENOTDIR|ENOENT/ });
  });

  if (process.platform === 'linux') {
    it('is not waited for where no folder can be made', async () => {
      await assert.rejects(makeFolder('/proc/nobody/made/this'), { code: 'ENOENT' });
    });
  }
});
