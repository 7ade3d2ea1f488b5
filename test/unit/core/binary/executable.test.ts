import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import {
  headerLength,
  readExecutable,
  readExecutablePlatform,
  readObject,
} from '../../../../src/core/binary/executable.ts';

/** An ELF header. */
function elf(machine: number, { wide = true, little = true, type = 2, abi = 0 } = {}): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x7f454c46);
  bytes.set([wide ? 2 : 1, little ? 1 : 2, 1, abi], 4);
  view.setUint16(16, type, little);
  view.setUint16(18, machine, little);
  return bytes;
}

/** The header of a PE file. */
function pe(
  machine: number,
  { library = false, managed = false, subsystem = 3, plus = true, directories: count = 16 } = {},
) {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4d5a);
  view.setUint32(0x3c, 0x80, true);
  view.setUint32(0x80, 0x50450000);
  view.setUint16(0x84, machine, true);
  view.setUint16(0x80 + 22, library ? 0x2022 : 0x22, true);
  const optional = 0x80 + 24;
  view.setUint16(optional, plus ? 0x20b : 0x10b, true);
  view.setUint16(optional + 68, subsystem, true);
  const directories = optional + (plus ? 112 : 96);
  view.setUint32(directories - 4, count, true);
  if (managed) view.setUint32(directories + 14 * 8, 0x2008, true);
  return bytes;
}

function machO(cpu: number, type: number, little = true): Uint8Array {
  const view = new DataView(new ArrayBuffer(32));
  view.setUint32(0, 0xfeedfacf, little);
  view.setUint32(4, cpu, little);
  view.setUint32(12, type, little);
  return new Uint8Array(view.buffer);
}

function universal(...cpus: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 + cpus.length * 20));
  view.setUint32(0, 0xcafebabe);
  view.setUint32(4, cpus.length);
  for (const [index, cpu] of cpus.entries()) view.setUint32(8 + index * 20, cpu);
  return new Uint8Array(view.buffer);
}

describe('readExecutable', () => {
  const check = (title: string, bytes: Uint8Array, expected: string | undefined) => {
    it(title, () => {
      const found = readExecutable(bytes);
      const platforms = found?.platforms.map(({ os, architecture }) => `${os}/${architecture}`);
      assert.equal(found && `${found.format} ${found.kind} ${platforms?.join(' ')}`, expected);
    });
  };
  check('amd64', elf(62), 'elf program linux/amd64');
  check('x32 is for amd64', elf(62, { wide: false }), 'elf program linux/amd64');
  check('386', elf(3, { wide: false }), 'elf program linux/386');
  check('arm64', elf(183), 'elf program linux/arm64');
  check('arm', elf(40, { wide: false, type: 3 }), 'elf library linux/arm');
  check('ppc64le', elf(21), 'elf program linux/ppc64le');
  check('ppc64', elf(21, { little: false }), 'elf program linux/ppc64');
  check('s390x', elf(22, { little: false }), 'elf program linux/s390x');
  check('riscv64', elf(243), 'elf program linux/riscv64');
  check('mips64le', elf(8), 'elf program linux/mips64le');
  check('mips', elf(8, { wide: false, little: false }), 'elf program linux/mips');
  check('loong64', elf(258), 'elf program linux/loong64');
  check('ppc', elf(20, { wide: false, little: false }), 'elf program linux/ppc');
  check('s390', elf(22, { wide: false, little: false }), 'elf program linux/s390');
  check('armbe', elf(40, { wide: false, little: false }), 'elf program linux/armbe');
  check('sparc64', elf(43, { little: false }), 'elf program linux/sparc64');
  check('arm64be', elf(183, { little: false }), 'elf program linux/arm64be');
  check('riscv', elf(243, { wide: false }), 'elf program linux/riscv');
  check('the beginning of a header', elf(62).subarray(0, 20), 'elf program linux/amd64');
  check('less than that', elf(62).subarray(0, 19), undefined);
  check('FreeBSD', elf(62, { abi: 9 }), 'elf program freebsd/amd64');
  check('an object file', elf(62, { type: 1 }), undefined);
  check('a core dump', elf(62, { type: 4 }), undefined);
  check('eBPF', elf(247), undefined);
  check('a wrong class', elf(62).with(4, 9), undefined);
  check('a wrong order', elf(62).with(5, 9), undefined);
  check('Windows on amd64', pe(0x8664), 'pe program windows/amd64');
  check(
    'a library for Windows on arm64',
    pe(0xaa64, { library: true }),
    'pe library windows/arm64',
  );
  check('Windows on 386', pe(0x14c, { plus: false }), 'pe program windows/386');
  check('Windows on arm', pe(0x1c0), 'pe program windows/arm');
  check('Windows on Thumb 2', pe(0x1c4), 'pe program windows/arm');
  check('Windows on Itanium', pe(0x200), undefined);
  check('a shortened PE', pe(0x8664).subarray(0, 0x80 + 24 + 71), undefined);
  check(
    'a PE whose directories lie beyond',
    pe(0x8664, { managed: true }).subarray(0, 0x80 + 24 + 72),
    'pe program windows/amd64',
  );
  check('a PE without its signature', pe(0x8664).with(0x80, 0), undefined);
  check('a text of 512 letters', new Uint8Array(512).fill(0x41), undefined);
  check(
    '.NET, of 14 directories',
    pe(0x8664, { managed: true, directories: 14 }),
    'pe program windows/amd64',
  );
  check('.NET, of 15', pe(0x8664, { managed: true, directories: 15 }), undefined);
  check(
    '.NET, to the last byte',
    pe(0x8664, { managed: true }).subarray(0, 0x80 + 24 + 112 + 15 * 8),
    undefined,
  );
  check(
    '.NET, a byte less',
    pe(0x8664, { managed: true }).subarray(0, 0x80 + 24 + 112 + 15 * 8 - 1),
    'pe program windows/amd64',
  );
  check('.NET', pe(0x14c, { managed: true, plus: false }), undefined);
  check('.NET, 64 bit', pe(0x8664, { managed: true }), undefined);
  check('EFI', pe(0xaa64, { subsystem: 10 }), undefined);
  check('a program for MS-DOS', pe(0x8664).with(0x3d, 0xff), undefined);
  check('macOS on arm64', machO(0x0100000c, 2), 'mach-o program darwin/arm64');
  check('a library for macOS', machO(0x01000007, 6, false), 'mach-o library darwin/amd64');
  check('macOS on 386', machO(7, 2), 'mach-o program darwin/386');
  check('iOS on arm', machO(12, 2), 'mach-o program darwin/arm');
  check('a plugin for macOS', machO(0x0100000c, 8), 'mach-o library darwin/arm64');
  check('macOS on PowerPC', machO(18, 2), undefined);
  check(
    'a universal program of 32 parts',
    universal(...Array<number>(32).fill(7)),
    `mach-o program${' darwin/386'.repeat(32)}`,
  );
  check('a universal program of 33', universal(...Array<number>(33).fill(7)), undefined);
  check('a universal program of none', universal(...[7, 7]).with(7, 0), undefined);
  check('a universal program with PowerPC', universal(7, 18), undefined);
  check('a universal program that is cut', universal(7, 7).subarray(0, 40), undefined);
  check('an object file of macOS', machO(0x01000007, 1), undefined);
  check(
    'a universal program',
    universal(0x01000007, 0x0100000c),
    'mach-o program darwin/amd64 darwin/arm64',
  );
  check(
    'a class of Java',
    Uint8Array.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, ...Array<number>(900).fill(0)]),
    undefined,
  );
  check('a script', new TextEncoder().encode('#!/bin/sh\nexec true # and more\n'), undefined);
  check('nothing', new Uint8Array(), undefined);

  it('reads this very program', () => {
    const bytes = readFileSync(process.execPath).subarray(0, headerLength);
    const architecture = { x64: 'amd64', arm64: 'arm64', arm: 'arm' }[process.arch as 'x64'];
    assert.equal(readExecutablePlatform(bytes)?.architecture, architecture);
  });

  const objects: readonly (readonly [string, Uint8Array, string | undefined])[] = [
    ['of Linux', elf(183, { type: 1 }), 'linux/arm64'],
    ['of Linux, big endian', elf(22, { type: 1, little: false }), 'linux/s390x'],
    ['of macOS', machO(0x0100000c, 1), 'darwin/arm64'],
    ['of macOS, big endian', machO(0x01000007, 1, false), 'darwin/amd64'],
    ['of macOS, 32 bit', machO(7, 1).with(0, 0xce), 'darwin/386'],
    ['of macOS, 32 bit, big endian', machO(12, 1, false).with(3, 0xce), 'darwin/arm'],
    ['that is a program', elf(62), undefined],
    ['that is a program of macOS', machO(7, 2), undefined],
    ['of another format', elf(62, { type: 1 }).with(0, 0x7e), undefined],
    ['that is cut', elf(62, { type: 1 }).subarray(0, 19), undefined],
    ['that is just long enough', elf(62, { type: 1 }).subarray(0, 20), 'linux/amd64'],
  ];
  for (const [title, bytes, expected] of objects) {
    it(`reads an object file ${title}`, () => {
      const found = readObject(bytes);
      assert.equal(found && `${found.os}/${found.architecture}`, expected);
    });
  }

  it('names one platform or none', () => {
    assert.equal(readExecutablePlatform(universal(0x01000007, 0x0100000c)), undefined);
    assert.equal(readExecutablePlatform(new Uint8Array(64)), undefined);
    assert.deepEqual(readExecutablePlatform(elf(183)), { os: 'linux', architecture: 'arm64' });
  });

  it('takes any bytes, wherever they stand in a buffer', () => {
    const starts = [elf(62), pe(0x8664), machO(0x0100000c, 2), universal(7, 7)];
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.nat(600),
        fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 12 }),
        (start, length, changes) => {
          const buffer = new Uint8Array(700);
          buffer.set(start, 7);
          for (const [at, byte] of changes) buffer[at + 7] = byte;
          readExecutable(buffer.subarray(7, 7 + length));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
