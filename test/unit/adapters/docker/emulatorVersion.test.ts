import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  inspectInterpreter,
  isOfImage,
  parseQemuVersion,
} from '../../../../src/adapters/docker/emulatorVersion.ts';

describe('parseQemuVersion', () => {
  const check = (text: string, expected: string | undefined) =>
    it(JSON.stringify(text.slice(0, 60)), () => {
      assert.equal(parseQemuVersion(text), expected);
    });

  for (const name of ['aarch64', 'arm', 's390x']) {
    check(readFileSync(`test/fixtures/qemu/11.1.2/qemu-${name}.stdout`, 'utf8'), '11.1.2');
  }
  // As other distributions print it: golang/go#69255, moby/moby#43039, rust-lang/cargo#7451.
  check('qemu-x86_64 version 9.0.2 (Debian 1:9.0.2+ds-2+b1)\n', '9.0.2');
  check('qemu-aarch64 version 5.0.0 (Debian 1:5.0-5ubuntu9.9)\n', '5.0.0');
  check('qemu-arm version 4.1.0 (qemu-4.1.0-1.fc31)\n', '4.1.0');
  check('qemu-arm version 9.2\n', '9.2');
  check('', undefined);
  check('QEMU emulator version 7.2.0', undefined);
  check('qemu-arm version 1.2.3.4', undefined);
  check(`qemu-arm version ${'9'.repeat(10_000)}`, undefined);
  check('qemu-arm\nversion 7.2.0', undefined);
});

describe('isOfImage', () => {
  const check = (interpreter: string, flags: string, expected: boolean) =>
    it(`${interpreter} ${flags}`, () => {
      assert.equal(isOfImage({ interpreter, flags }), expected);
    });

  check('/usr/bin/qemu-aarch64', 'CF', true);
  check('/usr/bin/qemu-aarch64', 'POCF', true);
  // Debian 13.
  check('/usr/bin/qemu-aarch64', 'POF', false);
  check('/usr/bin/qemu-aarch64-static', 'OCF', false);
  check('/mnt/lima-rosetta/rosetta', 'OCF', false);
});

describe('inspectInterpreter', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'qemu-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const program = (name: string, script: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const inspect = (interpreter: string, flags = 'POF') =>
    inspectInterpreter({ name: 'x', architecture: 'arm64', fixed: true, interpreter, flags });
  const tells = 'echo "qemu-aarch64 version 7.2.19 (Debian)"';

  if (process.platform === 'win32') return;

  it('asks QEMU for its version', async () => {
    const file = program('qemu-aarch64-static', tells);
    assert.deepEqual(await inspect(file), { kind: 'file', linking: 'unknown', version: '7.2.19' });
  });

  it('asks by the name of the program, not by the one that takes other arguments', async () => {
    program('qemu-aarch64-static', `[ "$0" = "${folder}/qemu-aarch64-static" ] && ${tells}`);
    symlinkSync('qemu-aarch64-static', join(folder, 'aarch64-binfmt-P'));
    const found = await inspect(join(folder, 'aarch64-binfmt-P'));
    assert.deepEqual(found, { kind: 'file', linking: 'unknown', version: '7.2.19' });
  });

  it('starts nothing that is not called like QEMU', async () => {
    const file = program('rosetta', `touch ${folder}/started; ${tells}`);
    assert.deepEqual(await inspect(file), { kind: 'file', linking: 'unknown' });
    assert.throws(() => readFileSync(join(folder, 'started')), { code: 'ENOENT' });
  });

  it('does not take a file of this machine for one of an image', async () => {
    assert.deepEqual(await inspect('/usr/bin/qemu-aarch64', 'CF'), { kind: 'unknown' });
  });

  it('sees that the file is gone', async () => {
    assert.deepEqual(await inspect(join(folder, 'qemu-arm')), { kind: 'missing' });
  });

  it('does not look in the folder that it runs in', async () => {
    assert.deepEqual(await inspect('qemu-arm'), { kind: 'unknown' });
  });

  it('sees whether a program needs libraries', async () => {
    const found = await inspect(process.execPath);
    assert.equal(
      found.kind === 'file' && found.linking !== 'unknown',
      process.platform === 'linux',
    );
  });

  it('knows no version when the program fails', async () => {
    const file = program('qemu-arm', 'exit 1');
    assert.deepEqual(await inspect(file), { kind: 'file', linking: 'unknown' });
  });
});
