import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarOf } from '../support/tar.ts';
import { zipOf } from '../support/zip.ts';

/** What is longer is no good to change in eight places. */
const longest = 16_000;

/** Beginnings of real programs and libraries, one character for each byte. */
export function programs(): readonly string[] {
  const machO = Buffer.from('cffaedfe0c00000100000000020000001000000058020000', 'hex');
  const universal = Buffer.from('cafebabe000000020100000700000003000040000000d000', 'hex');
  const windows = Buffer.alloc(512);
  windows.write('MZ');
  windows.writeUInt32LE(0x80, 0x3c);
  windows.write('PE\0\0\x64\x86', 0x80, 'latin1');
  windows.writeUInt16LE(0x0b02, 0x98);
  return [...elfFiles(), machO, universal, windows].map(asText);
}

/** Layers as they are pushed: plain, gzip and zstd, with programs, archives, links, whiteouts and long names. */
export function layers(): readonly string[] {
  const [elf = Buffer.alloc(0)] = elfFiles();
  const plain = tarOf([
    { name: 'usr/', type: '5', body: '' },
    { name: 'usr/bin/tool', body: elf.subarray(0, 4096), mode: 0o755 },
    { name: 'bin', type: '2', link: 'usr/bin', body: '' },
    { name: 'usr/bin/other', type: '1', link: 'usr/bin/tool', body: '' },
    { name: 'etc/.wh.old', body: '' },
    { name: 'opt/.wh..wh..opq', body: '' },
    { name: 'run.sh', body: Buffer.from('#!/usr/bin/env bash\nexec tool\n'), mode: 0o755 },
    { name: `x`, type: 'x', body: Buffer.from('30 path=very/long/name/of/it\n') },
    {
      name: 'app.jar',
      body: zipOf([{ name: 'native/libx.so', body: elf.subarray(0, 2048) }]),
    },
    { name: 'lib.a', body: fixture('archives/ar-2.40/libf.a').subarray(0, 2048) },
  ]);
  const zstd = ['level-1', 'level-3', 'fast', 'frames'].map((name) =>
    fixture(`zstd/1.5.4/${name}.zst`),
  );
  // Most changes of what is packed end in the packing.
  return [plain, plain, plain, gzipSync(plain), ...zstd].map(asText);
}

function elfFiles(): readonly Buffer[] {
  return fs
    .readdirSync(path.join(fixtures, 'elf'))
    .filter((name) => /\.(?:so|head)$/.test(name))
    .map((name) => fixture(`elf/${name}`));
}

const fixtures = path.join(__dirname, '../fixtures');

function fixture(name: string): Buffer {
  return fs.readFileSync(path.join(fixtures, name));
}

function asText(bytes: Buffer): string {
  return bytes.subarray(0, longest).toString('latin1');
}
